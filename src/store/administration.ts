import { openDatabase } from './database.ts'
import { askSecondStepReset } from './deeds/administration/ask-second-step-reset.ts'
import { cancelDeletion } from './deeds/administration/cancel-deletion.ts'
import { changeRole } from './deeds/administration/change-role.ts'
import { deleteAccount } from './deeds/administration/delete-account.ts'
import { disableAccount, enableAccount } from './deeds/administration/disable-account.ts'
import { moveAccount } from './deeds/administration/move-account.ts'
import { openAccount } from './deeds/administration/open-account.ts'
import { signAccountOut } from './deeds/administration/sign-account-out.ts'
import { unlockAccount } from './deeds/administration/unlock-account.ts'
import { verifyAccount } from './deeds/administration/verify-account.ts'
import { resetSecondStep } from './deeds/reset-second-step.ts'
import { disableApp, enableApp, removeApp } from './deeds/apps/end-app.ts'
import { addApp, editApp, replaceSecret } from './deeds/apps/register-app.ts'
import { revocations } from './key-value/revocations.ts'
import { accountByIdOrEmail, accountsAfter, lastUnreachable, liveSessionsOf } from './queries/accounts.ts'
import { allApps, usesOfApp } from './queries/apps.ts'

/**
 * The part of the store that administration needs, beside what `openStore` opens for a request.
 *
 * @param notBefore milliseconds; a session from before is not alive
 */
export function openAdministrationStore(
  d1: D1Database,
  kv: KVNamespace,
  { notBefore }: { notBefore: number },
) {
  const connection = { d1, db: openDatabase(d1), notBefore }
  return {
    administration: {
      accountsAfter: accountsAfter(connection),
      accountByIdOrEmail: accountByIdOrEmail(connection),
      lastUnreachable: lastUnreachable(connection),
      liveSessionsOf: liveSessionsOf(connection),
      disableAccount: disableAccount(connection),
      enableAccount: enableAccount(connection),
      changeRole: changeRole(connection),
      signAccountOut: signAccountOut(connection),
      deleteAccount: deleteAccount(connection),
      openAccount: openAccount(connection),
      verifyAccount: verifyAccount(connection),
      moveAccount: moveAccount(connection),
      unlockAccount: unlockAccount(connection),
      cancelDeletion: cancelDeletion(connection),
      askSecondStepReset: askSecondStepReset(connection),
      resetSecondStep: resetSecondStep(connection),
    },
    registry: {
      allApps: allApps(connection),
      usesOfApp: usesOfApp(connection),
      addApp: addApp(connection),
      editApp: editApp(connection),
      replaceSecret: replaceSecret(connection),
      disableApp: disableApp(connection),
      enableApp: enableApp(connection),
      removeApp: removeApp(connection),
    },
    keyValue: { addRevocation: revocations(kv).addRevocation },
  }
}
