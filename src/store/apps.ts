import type { Connection } from './connection.ts'
import { allowApp } from './deeds/apps/allow-app.ts'
import { endAppSession } from './deeds/apps/end-app-session.ts'
import { endReusedCode, openAppSession } from './deeds/apps/open-app-session.ts'
import { removeOwnApp } from './deeds/apps/remove-own-app.ts'
import { rotateAppSession } from './deeds/apps/rotate-app-session.ts'
import { appById, appOf, authorization } from './queries/authorization.ts'
import { logOut } from './queries/log-out.ts'
import { ownApps } from './queries/own-apps.ts'

/** What apps do that people sign in to: one round trip to D1 each. */
export const appsRoom = (connection: Connection) => ({
  appById: appById(connection),
  appOf: appOf(connection),
  authorization: authorization(connection),
  allowApp: allowApp(connection),
  openAppSession: openAppSession(connection),
  endReusedCode: endReusedCode(connection),
  rotateAppSession: rotateAppSession(connection),
  endAppSession: endAppSession(connection),
  logOut: logOut(connection),
  ownApps: ownApps(connection),
  removeOwnApp: removeOwnApp(connection),
})
