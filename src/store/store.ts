import { appsRoom } from './apps.ts'
import { addAuditEvent } from './audit.ts'
import type { Connection, HashingConnection } from './connection.ts'
import { openDatabase } from './database.ts'
import { changeEmail } from './deeds/change-email.ts'
import { changePassword, setPassword } from './deeds/change-password.ts'
import { createAccount } from './deeds/create-account.ts'
import { exportData } from './deeds/export-data.ts'
import { endOneSession, endOtherSessions } from './deeds/end-own-sessions.ts'
import { deleteOwnAccount } from './deeds/delete-own-account.ts'
import { accountsToErase, eraseDeleted } from './deeds/erase-deleted.ts'
import { keepAccount } from './deeds/keep-account.ts'
import { editProfile } from './deeds/edit-profile.ts'
import { changeSecurity, newRecoveryCodes, removeTotp } from './deeds/factors/change-second-step.ts'
import { addPasskey, startPasskey } from './deeds/factors/add-passkey.ts'
import { removePasskey, renamePasskey } from './deeds/factors/change-passkey.ts'
import { confirmTotp, tryPendingTotp } from './deeds/factors/confirm-totp.ts'
import { startTotp } from './deeds/factors/start-totp.ts'
import { issueChallenge } from './deeds/issue-challenge.ts'
import { missAddress } from './deeds/mail-sign-in/miss-address.ts'
import { askSecondStepByMail, signInByMail, useUpMail } from './deeds/mail-sign-in/sign-in.ts'
import { noteClone } from './deeds/note-clone.ts'
import { noteCostlyHash } from './deeds/note-costly-hash.ts'
import { noteUnreachable } from './deeds/note-unreachable.ts'
import { proveMailbox } from './deeds/prove-mailbox.ts'
import {
  cancelTry,
  failTry,
  forgiveTry,
  reserveTryByChallenge,
  reserveTryByEmail,
  reserveTryBySession,
} from './deeds/password-tries.ts'
import { reclaim } from './deeds/reclaim.ts'
import { repeatOrEnd, rotateSession } from './deeds/refresh.ts'
import { admitRegistration, register } from './deeds/register.ts'
import { reserveCodeTry } from './deeds/reserve-code-try.ts'
import { resetPassword } from './deeds/reset-password.ts'
import { askSecondStep } from './deeds/second-step/ask.ts'
import { failCode, noteWrongCode } from './deeds/second-step/note-wrong-code.ts'
import { passSecondStep } from './deeds/second-step/pass.ts'
import { proveAgain } from './deeds/second-step/prove-again.ts'
import { findPasskeyBySession, reservePasskeyBySignIn } from './deeds/second-step/reserve-passkey.ts'
import {
  findRecoveryCodeBySession,
  reserveRecoveryCodeBySignIn,
} from './deeds/second-step/reserve-recovery-code.ts'
import { reserveTotpBySession, reserveTotpBySignIn } from './deeds/second-step/reserve-totp.ts'
import {
  announceSecondStepReset,
  closeSecondStepReset,
  resetSecondStep,
  secondStepsToReset,
} from './deeds/reset-second-step.ts'
import { signInWithCode } from './deeds/sign-in-with-code.ts'
import { findPasskey, signInWithPasskey } from './deeds/sign-in-with-passkey.ts'
import { signInWithPassword } from './deeds/sign-in-with-password.ts'
import { signOutEverywhere } from './deeds/sign-out-everywhere.ts'
import { signOut } from './deeds/sign-out.ts'
import { takeBudget } from './deeds/take-budget.ts'
import { touchSession } from './deeds/touch-session.ts'
import { eraseUnverified, markWarned, unverifiedToErase, unverifiedToWarn } from './deeds/unverified.ts'
import { confirmEmail, yieldAccount } from './deeds/verify-email.ts'
import { findUndoable, reserveUndo, reserveUndoByTotp } from './deeds/undo-second-step.ts'
import { withdrawChallenge } from './deeds/withdraw-challenge.ts'
import { cleaning } from './cleaning/rules.ts'
import { federationRoom } from './federation.ts'
import { allDevMails, deleteDevMails, putDevMail } from './key-value/dev-mails.ts'
import { getPendingCode, putPendingCode } from './key-value/pending-codes.ts'
import { revocations } from './key-value/revocations.ts'
import { accountPage } from './queries/account-page.ts'
import {
  accountOfChallenge,
  codesOfSession,
  confirmableBySession,
  isChallengeGood,
  mailedLink,
} from './queries/challenges.ts'
import { ownEvents } from './queries/events.ts'
import { sessionWithFactors } from './queries/factors.ts'
import { ownPasskeys, passkeysOfWaiting } from './queries/passkeys.ts'
import { isSessionLive, liveSession, ownSessions, sessionsEndedSince } from './queries/sessions.ts'
import {
  userByEmail,
  userById,
  userBySession,
  userBySessionAndOwner,
  userBySessionAndTarget,
} from './queries/users.ts'
import { repeatable } from './repetition.ts'
import { READ_SCHEMA_VERSION, SCHEMA_VERSION } from './schema-version.ts'
import { signingKeyRows } from './signing-keys.ts'

/** What changes something: each is one transaction, one round trip to D1. */
const deeds = (connection: HashingConnection) => ({
  admitRegistration: admitRegistration(connection),
  register: register(connection),
  createAccount: createAccount(connection),
  proveMailbox: proveMailbox(connection),
  reserveTryByChallenge: reserveTryByChallenge(connection),
  confirmEmail: confirmEmail(connection),
  yieldAccount: yieldAccount(connection),
  markWarned: markWarned(connection),
  eraseUnverified: eraseUnverified(connection),
  changeEmail: changeEmail(connection),
  reclaim: reclaim(connection),
  reserveTryByEmail: reserveTryByEmail(connection),
  reserveTryBySession: reserveTryBySession(connection),
  failTry: failTry(connection),
  failCode: failCode(connection),
  forgiveTry: forgiveTry(connection),
  cancelTry: cancelTry(connection),
  noteCostlyHash: noteCostlyHash(connection),
  noteUnreachable: noteUnreachable(connection),
  changePassword: changePassword(connection),
  setPassword: setPassword(connection),
  resetPassword: resetPassword(connection),
  changeSecurity: changeSecurity(connection),
  newRecoveryCodes: newRecoveryCodes(connection),
  removeTotp: removeTotp(connection),
  startTotp: startTotp(connection),
  tryPendingTotp: tryPendingTotp(connection),
  confirmTotp: confirmTotp(connection),
  startPasskey: startPasskey(connection),
  addPasskey: addPasskey(connection),
  renamePasskey: renamePasskey(connection),
  removePasskey: removePasskey(connection),
  askSecondStep: askSecondStep(connection),
  reserveTotpBySignIn: reserveTotpBySignIn(connection),
  reserveTotpBySession: reserveTotpBySession(connection),
  reserveRecoveryCodeBySignIn: reserveRecoveryCodeBySignIn(connection),
  findRecoveryCodeBySession: findRecoveryCodeBySession(connection),
  reservePasskeyBySignIn: reservePasskeyBySignIn(connection),
  reserveUndo: reserveUndo(connection),
  reserveUndoByTotp: reserveUndoByTotp(connection),
  findPasskeyBySession: findPasskeyBySession(connection),
  findPasskey: findPasskey(connection),
  noteClone: noteClone(connection),
  noteWrongCode: noteWrongCode(connection),
  passSecondStep: passSecondStep(connection),
  proveAgain: proveAgain(connection),
  signInWithPassword: signInWithPassword(connection),
  signInWithPasskey: signInWithPasskey(connection),
  signInWithCode: signInWithCode(connection),
  signInByMail: signInByMail(connection),
  askSecondStepByMail: askSecondStepByMail(connection),
  useUpMail: useUpMail(connection),
  missAddress: missAddress(connection),
  rotateSession: rotateSession(connection),
  repeatOrEnd: repeatOrEnd(connection),
  touchSession: touchSession(connection),
  signOut: signOut(connection),
  signOutEverywhere: signOutEverywhere(connection),
  endOneSession: endOneSession(connection),
  endOtherSessions: endOtherSessions(connection),
  exportData: exportData(connection),
  deleteOwnAccount: deleteOwnAccount(connection),
  keepAccount: keepAccount(connection),
  eraseDeleted: eraseDeleted(connection),
  announceSecondStepReset: announceSecondStepReset(connection),
  resetSecondStep: resetSecondStep(connection),
  closeSecondStepReset: closeSecondStepReset(connection),
  issueChallenge: issueChallenge(connection),
  withdrawChallenge: withdrawChallenge(connection),
  reserveCodeTry: reserveCodeTry(connection),
  editProfile: editProfile(connection),
  takeBudget: takeBudget(connection),
  addAuditEvent: addAuditEvent(connection),
})

/** What only reads: one round trip to D1 each. */
const queries = (connection: Connection) => ({
  accountPage: accountPage(connection),
  unverifiedToErase: unverifiedToErase(connection),
  accountsToErase: accountsToErase(connection),
  secondStepsToReset: secondStepsToReset(connection),
  unverifiedToWarn: unverifiedToWarn(connection),
  userByEmail: userByEmail(connection),
  userById: userById(connection),
  userBySession: userBySession(connection),
  userBySessionAndOwner: userBySessionAndOwner(connection),
  userBySessionAndTarget: userBySessionAndTarget(connection),
  isSessionLive: isSessionLive(connection),
  liveSession: liveSession(connection),
  ownSessions: ownSessions(connection),
  ownEvents: ownEvents(connection),
  ownPasskeys: ownPasskeys(connection),
  passkeysOfWaiting: passkeysOfWaiting(connection),
  sessionWithFactors: sessionWithFactors(connection),
  sessionsEndedSince: sessionsEndedSince(connection),
  isChallengeGood: isChallengeGood(connection),
  accountOfChallenge: accountOfChallenge(connection),
  findUndoable: findUndoable(connection),
  mailedLink: mailedLink(connection),
  codesOfSession: codesOfSession(connection),
  confirmableBySession: confirmableBySession(connection),
})

const keyValue = (kv: KVNamespace) => ({
  putPendingCode: putPendingCode(kv),
  getPendingCode: getPendingCode(kv),
  ...revocations(kv),
  putDevMail: putDevMail(kv),
  allDevMails: allDevMails(kv),
  deleteDevMails: deleteDevMails(kv),
})

/** Fail when what we stand on does not answer. */
const probes = ({ d1 }: Connection, kv: KVNamespace) => ({
  /** A database that lacks a migration counts as one that does not work. */
  database: repeatable(async () => {
    const version = await d1.prepare(READ_SCHEMA_VERSION).first<number>('value')
    if ((version ?? 0) < SCHEMA_VERSION) throw new Error('the database lacks a migration')
  }),
  keyValue: repeatable(async () => void (await kv.get('probe'))),
})

/**
 * All SQL and all KV of the service.
 *
 * @param options.notBefore milliseconds; a session from before is not alive
 * @param options.passwordIterations of every hash that is stored from now on
 * @param options.sessionsKeptDays how long the rows of sessions are kept that have ended
 */
export function openStore(
  d1: D1Database,
  kv: KVNamespace,
  {
    notBefore,
    passwordIterations,
    sessionsKeptDays = 30,
  }: { notBefore: number; passwordIterations: number; sessionsKeptDays?: number },
) {
  const connection = { d1, db: openDatabase(d1), notBefore, passwordIterations }
  return {
    deeds: deeds(connection),
    apps: appsRoom(connection),
    federation: federationRoom(connection),
    queries: queries(connection),
    keyValue: keyValue(kv),
    signingKeys: signingKeyRows(connection),
    cleaning: cleaning(connection, { sessionsKeptDays }),
    probes: probes(connection, kv),
  }
}
