import type { Connection } from './connection.ts'
import { connect } from './deeds/federation/connect.ts'
import { disconnect } from './deeds/federation/disconnect.ts'
import { askSecondStepAfterProvider, signInWithProvider, useUpReturn } from './deeds/federation/sign-in.ts'
import { connected, ownConnections } from './queries/connections.ts'

/** All SQL about accounts at providers: one round trip to D1 each. */
export const federationRoom = (connection: Connection) => ({
  connected: connected(connection),
  ownConnections: ownConnections(connection),
  signInWithProvider: signInWithProvider(connection),
  askSecondStepAfterProvider: askSecondStepAfterProvider(connection),
  useUpReturn: useUpReturn(connection),
  connect: connect(connection),
  disconnect: disconnect(connection),
})
