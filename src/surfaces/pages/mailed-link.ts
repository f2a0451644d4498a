import * as z from 'zod/mini'
import { Failure } from '../../core/failure.ts'
import { readMailedLink } from '../../http/mailed-link.ts'

/**
 * The token of a mailed link. It is in the fragment, which browsers keep to themselves: a script of the page writes it
 * into the field, and where none runs the visitor pastes the link.
 */
export const mailedLink = z.pipe(
  z.string(),
  z.transform((text: string) => {
    const link = readMailedLink(text)
    if (!link) throw new Failure('invalid_link')
    return link.token
  }),
)
