import type { Phrases } from './phrase-list.ts';

export const english: Phrases = {
  days: (count) => (count === 1 ? 'one day' : `${count} days`),
  hours: (count) => (count === 1 ? 'one hour' : `${count} hours`),
  minutes: (count) => (count === 1 ? 'one minute' : `${count} minutes`),
  linkWorks: (duration) => `The link works once, within ${duration}.`,
  codeWorks: (duration) => `The code works for ${duration}.`,
  withoutButton: 'If the button doesn’t work, open this address:',
  sentTo: (product, address) => `${product} sent this mail to ${address}.`,
  support: 'Questions? Write to',
  verifyEmail: {
    subject: (product) => `Confirm your e-mail address for ${product}`,
    heading: 'Confirm your e-mail address',
    body: (product) =>
      `This address was given for a new account at ${product}. Confirm that it is yours, and the account is ready to use.`,
    action: 'Confirm this address',
    code: 'Signing up on another device? Enter this code there:',
    notYou: 'If you didn’t sign up, you can ignore this mail: the address stays unconfirmed.',
  },
  invitation: {
    subject: (product) => `You are invited to ${product}`,
    heading: 'You are invited',
    body: (product) =>
      `The people who run ${product} invite you to create an account there, with this e-mail address. Choose a password, and you can begin.`,
    action: 'Create my account',
    notYou: 'If you don’t know what this is about, you can ignore this mail: no account is made without you.',
  },
  resetPassword: {
    subject: (product) => `Choose a new password for ${product}`,
    heading: 'Choose a new password',
    body: (product) =>
      `A new password was requested for the account at ${product} with this address. Once you have chosen one, every device is signed out.`,
    action: 'Choose a new password',
    notYou: 'If it wasn’t you, you can ignore this mail: the password stays as it is.',
  },
  signUpAttempted: {
    subject: (product) => `You already have an account at ${product}`,
    heading: 'You already have an account',
    body: (product) =>
      `This address was just used to sign up at ${product}. It has an account already, so no new one was made.`,
    action: 'Sign in',
    forgotten: 'Forgotten the password?',
    reset: 'Choose a new one',
    notYou: 'If it wasn’t you, there is nothing to do: your account hasn’t changed.',
  },
  passwordWasReset: {
    subject: (product) => `Your password at ${product} was changed`,
    heading: 'Your password was changed',
    body: (product, when) =>
      `On ${when} a new password was set for your account at ${product}, with a link sent to this address. Every device was signed out.`,
    wasYou: 'If it was you, there is nothing more to do.',
    action: 'Choose a new password',
    notYou:
      'If it wasn’t you, somebody else can read your mail. Secure your mailbox first, then choose a new password.',
  },
  newDevice: {
    subject: (product) => `New sign-in to your account at ${product}`,
    heading: 'New sign-in to your account',
    body: (product, when) =>
      `On ${when} somebody signed in to your account at ${product} with the right password, from a device or a network that was not seen before:`,
    unknownDevice: 'Unknown device',
    wasYou: 'If it was you, there is nothing more to do.',
    action: 'Look at my devices',
    notYou: 'If it wasn’t you, end that session and change your password at once.',
  },
  passwordDisabled: {
    subject: (product) => `Your password at ${product} no longer works`,
    heading: 'Too many wrong passwords',
    body: (product) =>
      `A wrong password was given a hundred times in a row for your account at ${product}. To keep anybody from guessing it, the password no longer works. Devices that are signed in stay signed in.`,
    action: 'Choose a new password',
    notYou: 'If it wasn’t you, nobody got in by these attempts. Choose a password that you use nowhere else.',
  },
  passwordWasChanged: {
    subject: (product) => `Your password at ${product} was changed`,
    heading: 'Your password was changed',
    body: (product, when, device) =>
      `On ${when} the password of your account at ${product} was changed${device === null ? '' : `, on the device “${device}”`}. That device stayed signed in, every other one was signed out.`,
    wasYou: 'If it was you, there is nothing more to do.',
    action: 'Choose a new password',
    notYou:
      'If it wasn’t you, somebody else knew your password. Choose a new one: that signs every device out, theirs too. If you used the old one elsewhere, change it there as well.',
  },
  confirmNewEmail: {
    subject: (product) => `Confirm your new address for ${product}`,
    heading: 'Confirm your new address',
    body: (product) =>
      `This address was given as the new one of an account at ${product}. Nothing changes until you confirm that it is yours.`,
    action: 'Confirm the address',
    notYou: 'If that wasn’t you, ignore this mail: the account keeps the address it has.',
  },
  emailIsChanging: {
    subject: (product) => `A new address for your ${product} account`,
    heading: 'A new address was asked for',
    body: (product, when, newEmail) =>
      `On ${when} a change of address was asked for, with the right password: your ${product} account is to have ${newEmail}. Until that address is confirmed, this one stays.`,
    wasYou: 'If it was you, open the mail at the new address.',
    action: 'Set a new password',
    notYou:
      'If it wasn’t you, somebody else knows your password. Set a new one now: it calls the change off and signs out every device.',
  },
  emailWasChanged: {
    subject: (product) => `The address of your ${product} account was changed`,
    heading: 'The address was changed',
    body: (product, when, newEmail) =>
      `On ${when} your ${product} account got another address: ${newEmail}. From now on its mails go there, and this address opens it no more.`,
    wasYou: 'If it was you, there is nothing else to do.',
    action: 'Change the password',
    notYou:
      'If it wasn’t you, somebody else has your account. Change the password on a device where you are still signed in, and write to the people who run the service at once: they can put this address back.',
  },
  emailChangeAttempted: {
    subject: (product) => `You already have a ${product} account`,
    heading: 'This address has an account',
    body: (product) =>
      `Somebody wanted to use this address for another account at ${product}. It belongs to yours, so nothing was changed.`,
    action: 'Sign in',
    notYou: 'If it was you, sign in with this address to the account that has it. Otherwise there is nothing to do.',
  },
  accountWasDeleted: {
    subject: (product) => `Your ${product} account was deleted`,
    heading: 'The account was deleted',
    body: (product, when) =>
      `On ${when} your ${product} account was deleted, with everything that was kept in it. This is the last mail about it.`,
    notYou:
      'If you didn’t want that, write to the people who run the service. A deleted account doesn’t come back. If its password is used anywhere else, change it there.',
  },
  sessionLooksShared: {
    subject: (product) => `Please look at your devices at ${product}`,
    heading: 'One session, perhaps two devices',
    body: (product, device) =>
      `${device === null ? `One of your sessions at ${product}` : `Your session “${device}” at ${product}`} looks as if two devices were using it at once. A poor connection can cause this. So can somebody who has copied the session.`,
    action: 'Look at my devices',
    notYou: 'If you don’t know the device, or want to be sure, end that session and change your password.',
  },
  roleWasChanged: {
    subject: (product) => `Your role at ${product} was changed`,
    heading: 'Your role was changed',
    body: (product, when, role) =>
      `On ${when} the role of your account at ${product} was changed. Your new role: ${role}. It decides at once what you may do; you stay signed in.`,
    roles: { user: 'user', moderator: 'moderator', admin: 'administrator' },
    action: 'Look at my account',
    notYou: 'Only the people who run this service can change a role. If it surprises you, ask them.',
  },
};
