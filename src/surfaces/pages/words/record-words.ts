import type { KeptEvent } from '../../../core/audit/record.ts'

/** What the pages about devices, history and data say. */
export type RecordWords = {
  sessions: {
    title: string
    lead: string
    done: Record<'ended' | 'others', string>
    here: string
    unknown: string
    place: (country: string) => string
    since: string
    seen: string
    by: (methods: string) => string
    methods: Record<'password' | 'email' | 'totp' | 'recovery_code' | 'passkey', string>
    end: string
    endOf: (device: string) => string
    only: { title: string; text: string }
    others: { title: string; text: string; press: string }
  }
  history: {
    lead: string
    events: Record<KeptEvent, string>
    other: string
    by: Record<'operator' | 'administrator', string>
    from: (device: string, country: string | undefined) => string
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
      text: (days: number) => string
      change: string
      label: string
      hint: (email: string) => string
      press: string
    }
    deleted: { title: string; text: (date: string) => string; now: string }
  }
}
