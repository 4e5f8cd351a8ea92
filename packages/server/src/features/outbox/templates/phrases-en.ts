import type { Phrases } from './phrase-list.ts';

export const english: Phrases = {
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
