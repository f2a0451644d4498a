import type { Scope } from '../../../core/apps/scopes.ts'
import type { Naming } from '../../../look/words/naming.ts'

/** What is said of apps that people sign in to. `name` is that of the app. */
export type AppWords = {
  /** What an app may do. */
  scopes: Record<Scope, string>
  consent: {
    title: Naming<'name'>
    from: Naming<'host'>
    here: string
    since: Naming<'date'>
    may: string
    allow: string
    refuse: string
    later: string
  }
  /** For an app on the device of the user. */
  go: { title: Naming<'name'>; text: string; press: Naming<'name'> }
  choose: { title: Naming<'name'>; press: Naming<'email'>; other: string }
  /** A browser opens an app only where somebody presses. */
  back: { title: Naming<'name'>; text: string; press: Naming<'name'> }
  leaving: { title: string; text: Naming<'name'> }
  over: { title: string; text: string }
  unknown: { title: string; app: string; address: string }
  /** On a page of the account, for whoever came from an app because something was missing. */
  goOn: { text: string; press: string }
}
