/** Everything that our mails say in one language. Each language is written from the meaning, not from another one. */
export type Phrases = {
  /** In the case that `linkWorks` and `codeWorks` ask for: «24 години», «одну годину». */
  days(count: number): string;
  hours(count: number): string;
  minutes(count: number): string;
  linkWorks(duration: string): string;
  codeWorks(duration: string): string;
  /** Stands above the address that the button leads to. */
  withoutButton: string;
  sentTo(product: string, address: string): string;
  support: string;
  verifyEmail: {
    subject(product: string): string;
    heading: string;
    body(product: string): string;
    action: string;
    /** For whoever signs up on one device and reads mail on another. */
    code: string;
    notYou: string;
  };
  invitation: {
    subject(product: string): string;
    heading: string;
    body(product: string): string;
    action: string;
    notYou: string;
  };
  resetPassword: {
    subject(product: string): string;
    heading: string;
    body(product: string): string;
    action: string;
    notYou: string;
  };
  signUpAttempted: {
    subject(product: string): string;
    heading: string;
    body(product: string): string;
    action: string;
    forgotten: string;
    reset: string;
    notYou: string;
  };
  passwordWasReset: {
    subject(product: string): string;
    heading: string;
    body(product: string, when: string): string;
    wasYou: string;
    action: string;
    notYou: string;
  };
  newDevice: {
    subject(product: string): string;
    heading: string;
    /** Ends with a colon: device and network address follow. */
    body(product: string, when: string): string;
    unknownDevice: string;
    wasYou: string;
    action: string;
    notYou: string;
  };
  passwordDisabled: {
    subject(product: string): string;
    heading: string;
    body(product: string): string;
    action: string;
    notYou: string;
  };
  passwordWasChanged: {
    subject(product: string): string;
    heading: string;
    /** `device` as the browser names itself; null when it says nothing that can be named. */
    body(product: string, when: string, device: string | null): string;
    wasYou: string;
    action: string;
    notYou: string;
  };
  confirmNewEmail: {
    subject(product: string): string;
    heading: string;
    body(product: string): string;
    action: string;
    notYou: string;
  };
  emailIsChanging: {
    subject(product: string): string;
    heading: string;
    /** `newEmail` is the new address without most of its name. */
    body(product: string, when: string, newEmail: string): string;
    wasYou: string;
    action: string;
    notYou: string;
  };
  emailWasChanged: {
    subject(product: string): string;
    heading: string;
    body(product: string, when: string, newEmail: string): string;
    wasYou: string;
    action: string;
    notYou: string;
  };
  emailChangeAttempted: {
    subject(product: string): string;
    heading: string;
    body(product: string): string;
    action: string;
    notYou: string;
  };
  accountWasDeleted: {
    subject(product: string): string;
    heading: string;
    body(product: string, when: string): string;
    notYou: string;
  };
  sessionLooksShared: {
    subject(product: string): string;
    heading: string;
    body(product: string, device: string | null): string;
    action: string;
    notYou: string;
  };
  roleWasChanged: {
    subject(product: string): string;
    heading: string;
    /** `role` is one of `roles`. */
    body(product: string, when: string, role: string): string;
    roles: { user: string; moderator: string; admin: string };
    action: string;
    notYou: string;
  };
};
