import { expect } from 'vitest'

const TAG =
  /<(?<close>\/?)(?<name>[a-z][a-z0-9-]*)(?<attributes>(?: [\w:-]+(?:="[^"<>]*")?)*)(?<empty> ?\/?)>/gi
const START = '<!doctype html>'
const LINKS = new Set(['href', 'src', 'action'])
const VOID = new Set(['input', 'meta', 'link', 'br', 'hr', 'img'])
const ENTITY = /&(?!(?:amp|lt|gt|quot|#39|#x27);)/

/** The attributes of a tag, as they are written: nobody has unescaped them. */
const attributesOf = (text: string): [name: string, value: string][] =>
  [...text.matchAll(/ ([\w:-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [name, value])

/**
 * What holds for every page: its tags are balanced, what others have written is escaped, ids and the fields of a form
 * are there once, and there is no script or style but our own files.
 */
export const expectWellFormed = (html: string): void => expect(faultsIn(html), html).toEqual([])

function faultsIn(html: string): string[] {
  const faults = html.startsWith(START) ? [] : ['it is no document']
  const body = html.slice(START.length)
  const [open, ids]: [string[], string[]] = [[], []]
  let fields: string[] = []
  for (const { groups = {} } of body.matchAll(TAG)) {
    const { close, name = '', attributes = '', empty = '' } = groups
    if (close) {
      if (open.pop() !== name) faults.push(`</${name}> closes nothing`)
      continue
    }
    const found = attributesOf(attributes)
    faults.push(...found.filter(isBad).map(([attribute, value]) => `${attribute}=${value}`))
    const { id, src = '', name: field = '', type } = Object.fromEntries(found)
    if (id !== undefined) ids.push(id)
    if (name === 'script' && !src.startsWith('/assets/')) faults.push('a script that is not ours')
    if (name === 'form') fields = []
    if (name === 'input' && type !== 'radio') {
      if (fields.includes(field)) faults.push(`${field} is there twice`)
      fields.push(field)
    }
    if (!VOID.has(name) && !empty.includes('/')) open.push(name)
  }
  const twice = ids.filter((id, at) => ids.indexOf(id) < at)
  faults.push(...open.map((name) => `<${name}> stays open`), ...twice.map((id) => `${id} is two ids`))
  const text = body.replaceAll(TAG, '')
  if (/[<>]/.test(text) || ENTITY.test(text)) faults.push('something is not escaped')
  return faults
}

const isBad = ([attribute, value]: [string, string]): boolean =>
  /^(on|style$)/i.test(attribute) ||
  ENTITY.test(value) ||
  (LINKS.has(attribute) && /^\s*(javascript|vbscript):/i.test(value))
