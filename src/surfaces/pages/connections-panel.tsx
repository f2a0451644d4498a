import * as z from 'zod/mini'
import { disconnect } from '../../core/federation/own-connections.ts'
import { addressToConnect } from '../../core/federation/start-connection.ts'
import { labelOf, offeredBy } from '../../core/federation/offered.ts'
import { dayOf } from '../../core/localized.ts'
import { Empty } from '../../look/account/empty.tsx'
import { Panel } from '../../look/account/panel.tsx'
import { Row, Rows } from '../../look/account/rows.tsx'
import { ProviderLinks } from '../../look/forms/provider-links.tsx'
import { ProviderMark } from '../../look/provider-marks.tsx'
import { fill } from '../../look/words/naming.ts'
import type { Connection } from '../../store/tables/connections.ts'
import { type AccountForm, type AccountVisit, type SentVisit } from './account-page.tsx'
import { done } from './answers.ts'
import { filled, Form, Press } from './controls.tsx'
import { form, UNTOUCHED } from './form.ts'

export const disconnectForm: AccountForm = form({
  name: 'disconnect',
  schema: z.object({ id: z.string() }),
  says: ({ providers }) => ({ last_way_in: providers.panel.last }),
  async act(visit: SentVisit, { id }) {
    await disconnect(visit.deps, { caller: visit.caller, id })
    return done(visit, 'disconnected')
  },
})

/** Accounts at providers that sign one in. A provider that is no longer offered is shown as long as there is one. */
export async function ConnectionsPanel({ visit }: { visit: AccountVisit }) {
  const { account, config, words } = visit
  const { panel } = words.providers
  const { connections } = account
  if (config.PROVIDERS.length === 0 && connections.length === 0) return null
  return (
    <Panel id="connections" title={panel.title} text={panel.text}>
      {connections.length === 0 ? (
        <Empty icon="key" title={panel.none.title} text={panel.none.text} />
      ) : (
        <Rows>
          {connections.map((connection) => (
            <ConnectionRow visit={visit} connection={connection} />
          ))}
        </Rows>
      )}
      {account.isFresh && <ProviderLinks items={await linksOf(visit)} words={{ with: panel.connect }} />}
    </Panel>
  )
}

/** Each address is good once, and for whoever looks at the page: no other site can have one. */
const linksOf = async ({ account, config, deps }: AccountVisit) =>
  Promise.all(
    config.PROVIDERS.map(async ({ id, label }) => ({
      id,
      label,
      href: await addressToConnect(deps, { provider: id, user: account.user }),
    })),
  )

function ConnectionRow({ visit, connection }: { visit: AccountVisit; connection: Connection }) {
  const { account, config, language, words } = visit
  const { panel } = words.providers
  const { id, provider, email, linkedAt, lastUsedAt } = connection
  const label = labelOf(config, provider)
  const isOffered = offeredBy(config).includes(provider)
  return (
    <Row
      mark={<ProviderMark id={provider} />}
      title={label}
      lines={[
        ...(email === null ? [] : [email]),
        fill(panel.connected, { date: dayOf(linkedAt, language) }),
        lastUsedAt === null ? panel.neverUsed : fill(panel.used, { date: dayOf(lastUsedAt, language) }),
        ...(isOffered ? [] : [fill(panel.notOffered, { provider: label })]),
      ]}
      action={
        account.isFresh && (
          <Form of={filled(visit, UNTOUCHED, [disconnectForm])} hidden={{ id }} inline>
            <Press
              does={disconnectForm}
              kind="quiet"
              small
              label={fill(panel.disconnect.label, { provider: label })}
            >
              {panel.disconnect.press}
            </Press>
          </Form>
        )
      }
    />
  )
}
