import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type * as z from 'zod/mini'
import type { Deps } from '../core/deps.ts'
import type { FailureCode } from '../core/failure.ts'
import { type Answer, json } from './answer-schemas.ts'
import type { AppContext, AppEnv } from './app-env.ts'
import type { BodyRule } from './body.ts'
import type { CookieName, CookieRule } from './cookies.ts'
import { type CallerRule, refuseTokenForPage } from './caller.ts'
import { isForm } from './form.ts'
import { refuseCrossSiteRead } from './origin.ts'

/** What a route says of itself in plain data. The app is mounted and the API document is written from it. */
type Facts = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  path: string
  summary: string
  /** What it can be refused with, besides what its caller, its body and its cookie are refused with. */
  refusals?: readonly FailureCode[]
  /** Cookies that its success clears and sets. */
  clears?: readonly CookieName[]
  sets?: readonly CookieName[]
  /** It sets cookies for callers by cookie only; others get the tokens in the body. */
  setsForCookieCallers?: boolean
  /** Members of the query string, each with its description. */
  query?: Record<string, string>
  /** Its success answers a device token too: a sign-in, or a reset, which makes earlier ones worthless. */
  answersDevice?: boolean | 'sometimes'
  /** A GET that changes something: it does not answer HEAD, and a browser on another site is refused. */
  changesByReading?: boolean
  /** A public document: scripts of every page may read it, with nothing that shows who asks. */
  forAnybody?: boolean
  /** Other sites may send their forms to it: it does nothing but send the browser on, to a GET that brings its cookies. */
  takesForeignForms?: boolean
  /** It limits by what is sent in its body, which nobody has read before. */
  limitsItself?: boolean
  /** For people and not for programs: it is in no API document. */
  isPage?: boolean
  /** The forms that are sent to it, by what their field `do` says. */
  forms?: readonly string[]
  /** Mails lead to it, so it answers whatever SURFACES says. */
  isMailedTo?: boolean
  /** Anywhere else there is no such path. */
  onlyInDevelopment?: boolean
}

/** Shows people what was refused before the handler of the route was asked. */
type ShowRefusal = (c: AppContext, code: FailureCode, status: ContentfulStatusCode) => Promise<Response>

/** Answers a form with a page. */
type AnswerForm = (c: AppContext) => Promise<Response>

/** A route without its types, as a surface lists it. */
export type Route = Facts & {
  caller?: CallerRule<unknown> | undefined
  body?: BodyRule<unknown> | undefined
  cookie?: CookieRule<unknown> | undefined
  form?: AnswerForm | undefined
  showRefusal?: ShowRefusal
  answers: () => Answer[]
  run: (c: AppContext) => Promise<Response>
}

/** What a handler gets: only what its route asks for, read and checked. */
export type Input<Path extends string, Caller, Body, Cookie> = {
  c: Context<AppEnv, Path>
  deps: Deps
  caller: Caller
  body: Body
  cookie: Cookie
}

/** What a route is and asks for. Its answers and its handler are added by `route`, or by a surface's own kind of route. */
export type Definition<Path extends string, Caller, Body, Cookie> = Facts & {
  path: Path
  caller?: CallerRule<Caller>
  body?: BodyRule<Body>
  cookie?: CookieRule<Cookie>
  /** Its page sends it a form where no script runs. For people and not for programs: the API document says JSON alone. */
  form?: AnswerForm
  showRefusal?: ShowRefusal
}

/** A route whose handler makes the whole answer. */
export function route<Path extends string, Caller = undefined, Body = undefined, Cookie = undefined>({
  handle,
  ...definition
}: Definition<Path, Caller, Body, Cookie> & {
  answers: () => Answer[]
  handle: (input: Input<Path, Caller, Body, Cookie>) => Response | Promise<Response>
}): Route {
  return {
    ...definition,
    async run(c) {
      if (definition.form && isForm(c)) return definition.form(c)
      if (definition.changesByReading) refuseCrossSiteRead(c)
      // In this order: who the caller is, then what was sent, then what an earlier step left.
      const caller = await read(definition.caller, c)
      if (givesTokensToItsCaller(definition)) refuseTokenForPage(c)
      const body = await read(definition.body, c)
      const cookie = await read(definition.cookie, c)
      return handle({ c, deps: c.var.deps, caller, body, cookie })
    },
  }
}

/** New tokens of the session that the caller has. Where a caller is optional, they are of a session that it opens. */
const givesTokensToItsCaller = ({ caller, sets = [] }: Pick<Route, 'caller' | 'sets'>) =>
  caller?.optional === false && sets.includes('refreshToken')

/** A route that answers JSON: its handler returns what the schema of its answer describes. */
export function jsonRoute<
  Schema extends z.ZodMiniType<object>,
  Path extends string,
  Caller = undefined,
  Body = undefined,
  Cookie = undefined,
>({
  answer,
  status = 200,
  handle,
  ...definition
}: Definition<Path, Caller, Body, Cookie> & {
  answer: () => Schema
  status?: 200 | 201 | 202
  handle: (input: Input<Path, Caller, Body, Cookie>) => Promise<z.output<Schema>>
}): Route {
  return route<Path, Caller, Body, Cookie>({
    ...definition,
    answers: () => [json(status, answer())],
    handle: async (input) => input.c.json(await handle(input), status),
  })
}

/** A part that a route does not ask for is undefined, which is then its type too. */
const read = async <Value>(
  rule: { read: (c: AppContext) => Value | Promise<Value> } | undefined,
  c: AppContext,
): Promise<Value> => (rule ? rule.read(c) : (undefined as Value))
