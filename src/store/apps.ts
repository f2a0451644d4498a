import type { Connection } from './connection.ts'
import { removeOwnApp } from './deeds/apps/remove-own-app.ts'
import { ownApps } from './queries/own-apps.ts'

/** What apps do that people sign in to: one round trip to D1 each. */
export const appsRoom = (connection: Connection) => ({
  ownApps: ownApps(connection),
  removeOwnApp: removeOwnApp(connection),
})
