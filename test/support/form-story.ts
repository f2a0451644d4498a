import type { Ground } from './page-visitors.ts'
import type { Visitor } from './visitor.ts'

/** A form of a page that is about to be sent, and does what it says. */
export type FormStory = {
  page: string
  /** What its field `do` says. */
  does: string
  about?: string
  prepare: (ground: Ground) => Promise<Ready>
}

/** Who sends the form, where it is sent to, and what is typed. */
export type Ready = {
  ada: Visitor
  to: string
  fields: Record<string, string>
  /** The fields that somebody has filled in: the others are on the page as they are sent. */
  typed: string[]
}

/** The form of the page that a visitor sees, filled in. */
export function ready(ada: Visitor, does: string, fields: Record<string, string> = {}): Ready {
  const form = ada.formOf(does)
  return {
    ada,
    to: form.to ?? ada.page.path,
    fields: { ...form.fields, ...fields },
    typed: Object.keys(fields),
  }
}
