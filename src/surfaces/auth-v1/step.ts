import * as z from 'zod/mini'
import type { IssuedCode } from '../../core/ledger/issue.ts'
import type { SignedIn } from '../../core/sign-in/open-session.ts'
import type { TokenPair } from '../../core/tokens/token-pair.ts'
import { expiresIn, json } from '../../http/answer-schemas.ts'
import { clearCookie, type CookieName, writeCookie } from '../../http/cookies.ts'
import { answerDevice, deviceCookie } from '../../http/device-tokens.ts'
import { type Definition, type Input, route } from '../../http/route.ts'
import { type Link, linkTo } from './links.ts'

/** What goes into a cookie, and for how many seconds. */
type CookieContent = { value: string; seconds: number }

/** Where this was, and the step that follows, if one does. */
export type Success = {
  success: true
  expiresIn?: number | undefined
  /** The code of the next step comes from an authenticator app. Without it, it is mailed. */
  method?: 'totp' | undefined
  link: Link[]
}

/**
 * A route of this surface, which is a step of a flow. Its handler returns what goes into the cookies that
 * it sets: nothing that matters goes into a body, where scripts of a page could read it.
 */
export const step = <
  Path extends string,
  Sets extends CookieName = never,
  Caller = undefined,
  Body = undefined,
  Cookie = undefined,
>({
  next,
  status = 200,
  saysExpiresIn = false,
  maySayMethod = false,
  sets = [],
  clears = [],
  handle,
  ...definition
}: Definition<Path, Caller, Body, Cookie> & {
  sets?: readonly Sets[]
  /** The path of the step that follows. */
  next?: string
  status?: 200 | 201
  /** The body says how many seconds the new access token lives. */
  saysExpiresIn?: boolean
  /** The body may say where the next code comes from. */
  maySayMethod?: boolean
  handle: (
    input: Input<Path, Caller, Body, Cookie>,
  ) => Promise<Record<Sets, CookieContent> & { method?: 'totp' }>
}) =>
  route<Path, Caller, Body, Cookie>({
    ...definition,
    sets,
    clears,
    answers: () => [json(status, schemaOf(definition.path, { next, saysExpiresIn, maySayMethod }))],
    async handle(input) {
      const { method, ...contents } = await handle(input)
      const written: Partial<Record<CookieName, CookieContent>> = contents
      for (const name of clears) clearCookie(input.c, name)
      for (const name of sets) {
        const content = written[name]
        if (content) writeCookie(input.c, name, content.value, content.seconds)
      }
      const { accessToken } = written
      const said: Success = {
        success: true,
        expiresIn: saysExpiresIn ? accessToken?.seconds : undefined,
        method,
        link: linksOf(definition.path, next),
      }
      return input.c.json(said, status)
    },
  })

const linksOf = (self: string, next: string | undefined) => [
  linkTo('self', self),
  ...(next === undefined ? [] : [linkTo('next', next)]),
]

const schemaOf = (
  self: string,
  {
    next,
    saysExpiresIn,
    maySayMethod,
  }: { next: string | undefined; saysExpiresIn: boolean; maySayMethod: boolean },
) =>
  z.strictObject({
    success: z.literal(true),
    ...(saysExpiresIn && { expiresIn: expiresIn() }),
    ...(maySayMethod && { method: z.optional(z.literal('totp')) }),
    link:
      next === undefined
        ? z.tuple([linkSchema('self', self)])
        : z.tuple([linkSchema('self', self), linkSchema('next', next)]),
  })

const linkSchema = (rel: string, path: string) =>
  z.strictObject({ rel: z.literal(rel), href: z.literal(`${path}/`) })

/** The cookie of a flow's first step, for its second one. */
export const inCookie = ({ step, seconds }: Pick<IssuedCode, 'step' | 'seconds'>): CookieContent => ({
  value: step,
  seconds,
})

export const tokensInCookies = ({ accessToken, refreshToken, expiresIn, refreshExpiresIn }: TokenPair) => ({
  refreshToken: { value: refreshToken, seconds: refreshExpiresIn },
  accessToken: { value: accessToken, seconds: expiresIn },
})

/** After a sign-in: the tokens, and by which this browser is known to the account from now on. */
export const signedInCookies = (c: Parameters<typeof answerDevice>[0], signedIn: SignedIn) => ({
  ...tokensInCookies(signedIn),
  device: deviceCookie(answerDevice(c, signedIn)),
})
