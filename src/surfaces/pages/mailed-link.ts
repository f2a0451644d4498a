import * as z from 'zod/mini'
import { Failure } from '../../core/failure.ts'

const TOKEN = /^[\w-]{20,200}$/

/**
 * The token of a mailed link. It is in the fragment, which browsers keep to themselves: a script of the page writes it
 * into the field, and where none runs the visitor pastes the link.
 */
export const mailedLink = z.pipe(
  z.string(),
  z.transform((text: string) => {
    const [, fragment = text] = /#(.*)$/s.exec(text.trim()) ?? []
    const token = new URLSearchParams(fragment).get('token') ?? ''
    if (!TOKEN.test(token)) throw new Failure('invalid_link')
    return token
  }),
)
