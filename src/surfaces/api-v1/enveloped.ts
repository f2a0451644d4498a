import * as z from 'zod/mini'
import { type Definition, type Input, jsonRoute } from '../../http/route.ts'

/** Every answer of this surface, good or bad, is in one envelope, and `code` is its HTTP status. */
type Envelope<Data> = { data: Data; message: string; errors: Record<string, never>; code: 200 }

/** A route of this surface: its handler returns what is in the envelope. */
export const enveloped = <Data, Path extends string, Caller = undefined, Body = undefined>({
  data,
  message = '',
  handle,
  ...definition
}: Definition<Path, Caller, Body, undefined> & {
  data: () => z.ZodMiniType<Data>
  message?: string
  handle: (input: Input<Path, Caller, Body, undefined>) => Promise<NoInfer<Data>>
}) =>
  jsonRoute<z.ZodMiniType<Envelope<Data>>, Path, Caller, Body>({
    ...definition,
    answer: () =>
      z.strictObject({
        data: data(),
        message: z.literal(message),
        errors: z.strictObject({}),
        code: z.literal(200),
      }),
    handle: async (input) => ({ data: await handle(input), message, errors: {}, code: 200 }),
  })
