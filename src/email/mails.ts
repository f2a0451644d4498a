/** Browser and system in our own words: nothing that a client sends gets into a mail. */
export type Device = { browser: string | undefined; system: string | undefined }

/** Where, with what and when something was asked for, as far as it is known. `country` is an ISO 3166 code. */
export type RequestOrigin = {
  at: number
  city: string | undefined
  country: string | undefined
  device: Device
}

type Code = RequestOrigin & { code: string; minutes: number }

type SignIn = Code & { link: string; linkMinutes: number; label: string }

/** A link by which the owner says that it was somebody else, and how long it is good. */
type NotMe = { notMe: string; notMeDays: number }

/** Every mail the service sends, with what it says. */
export type Mails = {
  /** To an address somebody wants to prove, whether it has an account or not. */
  mailboxCode: Code
  /** After a correct password: the second step of signing in. */
  signInCode: Code
  /** Inside a session, before something that a stolen session must not be enough for. */
  reauthenticateCode: Code
  /** To the present address of an account that is about to move. */
  currentAddressCode: Code & { newEmail: string }
  /** To the address an account is about to move to. */
  newAddressCode: Code
  /** To an address that has an account already, instead of a code. */
  addressTaken: RequestOrigin
  /** Has a link besides, to the page that sets a new password. The first use of either ends both. */
  passwordResetCode: Code & { link: string; linkMinutes: number }
  /** Leads to the page that sets a new password. */
  passwordResetLink: RequestOrigin & { link: string; minutes: number }
  /** Signs in. Has a link besides; the first use of either ends both. `label` is what the asking page shows too. */
  signInMail: SignIn
  /** The same to an address without an account: opens one. */
  signUpMail: SignIn
  /** To an address without an account, where nobody opens one of their own. */
  signUpClosed: RequestOrigin
  /** To the owner of an account that lets nobody in by mail, because it is disabled or because its owner wants it so. */
  mailSignInOff: RequestOrigin
  /** Asks the owner of a new account's address to confirm it. `link` carries its token in the fragment. */
  verifyEmail: Code & { link: string; hours: number }
  /** To the owner of an unverified account, before it is deleted. */
  unverifiedGoes: { days: number }
  passwordChanged: RequestOrigin
  /** Somebody has signed in from a device that the account does not know. */
  newDevice: RequestOrigin & NotMe
  /** Somebody in a session has asked to delete the account; `link` brings it back until it is erased. */
  accountDeleting: RequestOrigin & NotMe & { link: string; deletesAt: number; days: number }
  accountErased: RequestOrigin
  /** Somebody has got everything that is kept of the account. It holds nothing of that. */
  dataExported: RequestOrigin & NotMe
  /** What an account is proven with besides its password has changed. */
  factorChanged: RequestOrigin &
    NotMe & {
      change:
        | 'totp_added'
        | 'totp_removed'
        | 'passkey_added'
        | 'first_passkey_added'
        | 'passkey_removed'
        | 'recovery_codes'
        | 'second_step_on'
        | 'second_step_off'
        | 'second_step_reset'
        | 'mail_sign_in_on'
        | 'mail_sign_in_off'
        | 'connection_added'
        | 'connection_removed'
      /** Of a connection: what the service is called where its account is. */
      provider?: string | undefined
    }
  /** A recovery code was used in place of another proof. `codesLeft` is how many the account still has. */
  recoveryCodeUsed: RequestOrigin & NotMe & { codesLeft: number }
  /** To an account whose second step an operator is asked to reset, a day before. It says nothing that differs when it is sent again. */
  secondStepResets: RequestOrigin
  /** A passkey was refused, since its counter went back: somebody may have a copy of the key. */
  passkeyCloned: RequestOrigin
  /** To the address an account has left; `link` gives it back. */
  addressLeft: RequestOrigin & { newEmail: string; link: string; days: number }
  /** To the address an account has moved to. */
  addressEntered: RequestOrigin & { formerEmail: string; days: number }
  /** To the address that has taken its account back. `link` sets a password, where none was given. */
  accountBack: RequestOrigin & { formerEmail?: string; link?: string; minutes?: number }
  /** To the address that an account was taken back from. */
  accountGone: RequestOrigin & { email: string }
  /** The password was right, and then one code after another was wrong. */
  codesRefused: RequestOrigin
  /** To administrators: what one of them has done. Both are addresses. */
  administratorActed: RequestOrigin & {
    act: 'role_granted' | 'role_removed' | 'password_set'
    about: string
    by: string
  }
  /** To whoever tries out the carrier. */
  testMail: RequestOrigin
  /** A session was ended because an old refresh token of it came back. */
  sessionReused: RequestOrigin
}
