import * as z from 'zod/mini'
import { Failure } from '../../core/failure.ts'
import { endOtherSessions, endOwnSession } from '../../core/sessions/own-sessions.ts'
import { readKinds } from '../../core/sign-in/proof.ts'
import { Badge } from '../../look/account/badge.tsx'
import { Empty } from '../../look/account/empty.tsx'
import { Panel } from '../../look/account/panel.tsx'
import { Row, Rows } from '../../look/account/rows.tsx'
import type { Icon } from '../../look/icons.tsx'
import type { OwnSession } from '../../store/queries/sessions.ts'
import { type AccountForm, accountPage, type AccountVisit, type SentVisit } from './account-page.tsx'
import { done } from './answers.ts'
import { filled, Form, Press } from './controls.tsx'
import { countryName } from '../../core/localized.ts'
import { Done } from './done.tsx'
import { form, UNTOUCHED } from './form.ts'
import { Moment } from './moment.tsx'
import { fill } from '../../look/words/naming.ts'

const PATH = '/account/sessions'

/** One that has ended meanwhile is no mistake of whoever pressed the button. */
const end: AccountForm = form({
  name: 'end',
  schema: z.object({ id: z.string() }),
  async act(visit: SentVisit, { id }) {
    await endOwnSession(visit.deps, { caller: visit.caller, target: id }).catch((failure: unknown) => {
      if (!(failure instanceof Failure && failure.code === 'not_found')) throw failure
    })
    return done(visit, 'ended')
  },
})

const endOthers: AccountForm = form({
  name: 'end_others',
  schema: z.object({}),
  async act(visit: SentVisit) {
    await endOtherSessions(visit.deps, visit.caller)
    return done(visit, 'others')
  },
})

/** What a kind of proof is called. */
const METHODS = {
  password: 'password',
  mailbox: 'email',
  totp: 'totp',
  recovery_code: 'recovery_code',
  passkey: 'passkey',
  bound_passkey: 'passkey',
  provider: 'provider',
} as const

const iconOf = (device: string | null): Icon =>
  /iPhone|Android|iPad/.test(device ?? '') ? 'phone' : 'laptop'

function SessionRow({ visit, session }: { visit: AccountVisit; session: OwnSession }) {
  const { account, language, words } = visit
  const { sessions } = words.record
  const isHere = session.id === account.session.id
  const device = session.device ?? sessions.unknown
  // The session of an app goes under its name.
  const title = session.appName ?? device
  const country = countryName(session.country, language)
  const methods = [...new Set(readKinds(session.methods).map((kind) => sessions.methods[METHODS[kind]]))]
  const list = new Intl.ListFormat(language, { type: 'conjunction' })
  return (
    <Row
      icon={session.appName === null ? iconOf(session.device) : 'apps'}
      title={title}
      badge={isHere && <Badge text={sessions.here} kind="success" />}
      lines={[
        <>
          {session.appName !== null && `${device} · `}
          {country !== undefined && `${fill(sessions.place, { country })} · `}
          {methods.length > 0 && fill(sessions.by, { methods: list.format(methods) })}
        </>,
        <>
          {sessions.since} <Moment at={Math.min(session.createdAt, session.authTime)} language={language} />
          {' · '}
          {sessions.seen} <Moment at={session.rotatedAt} language={language} />
        </>,
      ]}
      action={
        !isHere && (
          <Form of={filled(visit, UNTOUCHED, [end])} hidden={{ id: session.id }} inline>
            <Press does={end} kind="quiet" small label={fill(sessions.endOf, { device: title })}>
              {sessions.end}
            </Press>
          </Form>
        )
      }
    />
  )
}

/** Where one is signed in, this device first. */
export const sessionsRoutes = accountPage({
  path: PATH,
  summary: 'Look at one’s sessions',
  title: ({ words }) => words.account.places.sessions,
  lead: ({ words }) => words.record.sessions.lead,
  wants: () => ({ sessions: true }),
  forms: [end, endOthers],
  show(visit) {
    const { account, words } = visit
    const { sessions } = words.record
    const here = account.sessions.filter(({ id }) => id === account.session.id)
    const others = account.sessions.filter(({ id }) => id !== account.session.id)
    // What this session has opened for apps stays with it.
    const elsewhere = others.filter(({ parentId }) => parentId !== account.session.id)
    return (
      <>
        <Done visit={visit} of={sessions.done} />
        <Panel id="sessions" title={sessions.title}>
          <Rows>
            {[...here, ...others].map((session) => (
              <SessionRow visit={visit} session={session} />
            ))}
          </Rows>
          {others.length === 0 && (
            <Empty icon="laptop" title={sessions.only.title} text={sessions.only.text} />
          )}
        </Panel>
        {elsewhere.length > 0 && (
          <Panel id="others" title={sessions.others.title} text={sessions.others.text}>
            <Form of={filled(visit, UNTOUCHED, [endOthers])}>
              <Press does={endOthers} kind="danger" icon="signOut">
                {sessions.others.press}
              </Press>
            </Form>
          </Panel>
        )}
      </>
    )
  },
})
