import type { Scope } from '../../../core/apps/scopes.ts'

/** What is said of apps that people sign in to. `name` is that of the app. */
export type AppWords = {
  /** What an app may do. */
  scopes: Record<Scope, string>
}
