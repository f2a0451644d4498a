import type { KeptEvent } from '../../../core/audit/record.ts'
import type { Counted, Naming } from '../../../look/words/naming.ts'

/** What the pages about devices, apps, history and data say. */
export type RecordWords = {
  sessions: {
    title: string
    lead: string
    done: Record<'ended' | 'others', string>
    here: string
    unknown: string
    place: Naming<'country'>
    since: string
    seen: string
    by: Naming<'methods'>
    methods: Record<'password' | 'email' | 'totp' | 'recovery_code' | 'passkey' | 'provider', string>
    end: string
    endOf: Naming<'device'>
    only: { title: string; text: string }
    others: { title: string; text: string; press: string }
  }
  apps: {
    lead: string
    done: Record<'removed', string>
    /** Where an app runs that has no host. */
    device: string
    since: string
    used: string
    unused: string
    remove: string
    removeOf: Naming<'name'>
    none: { title: string; text: string }
  }
  history: {
    lead: string
    events: Record<KeptEvent, string>
    other: string
    by: Record<'operator' | 'administrator', string>
    from: Naming<'device'> & Naming<'country'>
    none: { title: string; text: string }
    pages: string
    newest: string
    older: string
  }
  data: {
    lead: string
    export: { title: string; text: string; press: string }
    remove: {
      title: string
      text: Counted
      change: string
      label: string
      hint: Naming<'email'>
      press: string
    }
    deleted: { title: string; text: Naming<'date'>; now: string }
  }
}
