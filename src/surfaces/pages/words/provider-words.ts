import type { Naming } from '../../../look/words/naming.ts'

type Said = { title: string; text: string }
type Named = { title: string; text: Naming<'provider'> }

/**
 * What is said of signing in with an account of another service. `provider` is what its button says, `identity` the
 * address that the provider gave.
 */
export type ProviderWords = {
  with: Naming<'provider'>
  /** Whoever comes back from the provider without an answer that counts, to sign in or to connect. */
  refusals: Record<'cancelled' | 'refused' | 'down' | 'lost' | 'unusable' | 'closed', Named>
  again: string
  /** The address has an account, which nobody gets into by the word of the provider. */
  known: { title: string; text: Naming<'email'> & Naming<'provider'>; press: string; other: string }
  /** The word of the provider proves no mailbox, or it gave no address. */
  prove: {
    title: string
    text: Naming<'email'> & Naming<'provider'>
    noAddress: Naming<'provider'>
    press: string
  }
  /** Before anything is connected. */
  connect: {
    title: Naming<'provider'>
    lead: Naming<'provider'> & Naming<'identity'> & Naming<'email'>
    /** Where the provider gave no address. */
    leadNameless: Naming<'provider'> & Naming<'email'>
    warning: string
    press: string
    refuse: string
    taken: Named
    over: Said
    otherAccount: Said
  }
  /** Among the ways to sign in. */
  panel: {
    title: string
    text: string
    none: Said
    connect: Naming<'provider'>
    /** `label` is read out in place of `press`. */
    disconnect: { press: string; label: Naming<'provider'> }
    connected: Naming<'date'>
    used: Naming<'date'>
    neverUsed: string
    /** Of a connection whose provider is no longer in the settings. */
    notOffered: Naming<'provider'>
    /** What has just been done. */
    done: Record<'connected' | 'disconnected', string>
    /** Why nothing was disconnected. */
    last: string
  }
}
