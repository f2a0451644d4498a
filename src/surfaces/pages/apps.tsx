import * as z from 'zod/mini'
import { type OwnApp, removeOwnApp } from '../../core/apps/own-apps.ts'
import { Failure } from '../../core/failure.ts'
import { Empty } from '../../look/account/empty.tsx'
import { Panel } from '../../look/account/panel.tsx'
import { Row, Rows } from '../../look/account/rows.tsx'
import { fill } from '../../look/words/naming.ts'
import { type AccountForm, accountPage, type AccountVisit, type SentVisit } from './account-page.tsx'
import { done } from './answers.ts'
import { filled, Form, Press } from './controls.tsx'
import { Done } from './done.tsx'
import { form, UNTOUCHED } from './form.ts'
import { Moment } from './moment.tsx'

/** One that is gone meanwhile is no mistake of whoever pressed the button. */
const remove: AccountForm = form({
  name: 'remove',
  schema: z.object({ id: z.string() }),
  async act(visit: SentVisit, { id }) {
    await removeOwnApp(visit.deps, { caller: visit.caller, appId: id }).catch((failure: unknown) => {
      if (!(failure instanceof Failure && failure.code === 'not_found')) throw failure
    })
    return done(visit, 'removed')
  },
})

function AppRow({ visit, app }: { visit: AccountVisit; app: OwnApp }) {
  const { language, words } = visit
  const { apps } = words.record
  const { id, name, host, scopes, since, lastUsedAt } = app
  return (
    <Row
      icon="apps"
      title={name}
      lines={[
        host ?? apps.device,
        scopes.map((scope) => words.apps.scopes[scope]).join(' · '),
        <>
          {apps.since} <Moment at={since} language={language} />
          {' · '}
          {lastUsedAt === undefined ? (
            apps.unused
          ) : (
            <>
              {apps.used} <Moment at={lastUsedAt} language={language} />
            </>
          )}
        </>,
      ]}
      action={
        <Form of={filled(visit, UNTOUCHED, [remove])} hidden={{ id }} inline>
          <Press does={remove} kind="quiet" small label={fill(apps.removeOf, { name })}>
            {apps.remove}
          </Press>
        </Form>
      }
    />
  )
}

/** Which apps may act for one. */
export const appsRoutes = accountPage({
  path: '/account/apps',
  summary: 'Look at the apps that may act for one',
  title: ({ words }) => words.account.places.apps,
  lead: ({ words }) => words.record.apps.lead,
  wants: () => ({ apps: true }),
  forms: [remove],
  show(visit) {
    const { account, words } = visit
    const { none, done: said } = words.record.apps
    return (
      <>
        <Done visit={visit} of={said} />
        <Panel id="apps" title={words.account.places.apps} isNamedByPage>
          {account.apps.length === 0 ? (
            <Empty icon="apps" title={none.title} text={none.text} />
          ) : (
            <Rows>
              {account.apps.map((app) => (
                <AppRow visit={visit} app={app} />
              ))}
            </Rows>
          )}
        </Panel>
      </>
    )
  },
})
