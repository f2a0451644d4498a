import * as z from 'zod/mini'

/**
 * An answer of a route, for the API document and the tests. Routes name their answers by functions: the
 * Worker never calls them, so it never builds the schemas.
 */
export type Answer = {
  status: number
  content?: Record<string, z.ZodMiniType>
  /** Headers that differ from those of every answer, with all the values they can have, or their form. */
  headers?: Record<string, string | string[] | RegExp>
}

export const json = (status: number, schema: z.ZodMiniType, headers?: Answer['headers']): Answer => ({
  status,
  content: { 'application/json': schema },
  ...(headers && { headers }),
})

/** A text of any other type. */
export const media = (type: string, headers?: Answer['headers']): Answer => ({
  status: 200,
  content: { [type]: z.string().check(z.minLength(1)) },
  ...(headers && { headers }),
})

/** A schema that the document has once, and refers to by its name. */
export const named = <Schema extends z.ZodMiniType>(id: string, schema: Schema): Schema =>
  schema.check(z.meta({ id }))

export const accessToken = () => z.string().check(z.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/))
export const refreshToken = () => z.string().check(z.regex(/^[0-9a-f-]{36}\.\d+\.[\w-]{43}$/))
/** What an app sends back with the code. It is bound to the mail, and says nothing of the account. */
export const stepRequest = () => z.string().check(z.regex(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/))
/** Seconds that the access token still lives. */
export const expiresIn = () => z.int().check(z.minimum(1))
