import type { Passkey } from '../../store/tables/passkeys.ts'
import { Empty } from '../../look/account/empty.tsx'
import { Fold } from '../../look/account/fold.tsx'
import { Panel } from '../../look/account/panel.tsx'
import { Row, Rows } from '../../look/account/rows.tsx'
import { TextField } from '../../look/forms/text-field.tsx'
import type { AccountVisit } from './account-page.tsx'
import { filled, Form, PasskeyPress, Press } from './controls.tsx'
import { dayOf } from '../../core/localized.ts'
import { UNTOUCHED } from './form.ts'
import { newPasskey, remove, rename } from './passkeys.tsx'
import { fill } from '../../look/words/naming.ts'

/** The host of a fresh deployment, which is left for a domain of one's own sooner or later. */
const isPassing = (url: string) => new URL(url).hostname.endsWith('.workers.dev')

export function PasskeysPanel({ visit }: { visit: AccountVisit }) {
  const { account, config, words } = visit
  const { passkeys } = words.security
  if (config.PASSKEY_RP_ID === undefined) return null
  return (
    <Panel id="passkeys" title={passkeys.title} text={passkeys.text}>
      {account.passkeys.length === 0 ? (
        <Empty icon="passkey" title={passkeys.none.title} text={passkeys.none.text} />
      ) : (
        <Rows>
          {account.passkeys.map((passkey) => (
            <PasskeyRow visit={visit} passkey={passkey} />
          ))}
        </Rows>
      )}
      {account.isFresh && <NewPasskey visit={visit} />}
    </Panel>
  )
}

function NewPasskey({ visit }: { visit: AccountVisit }) {
  const { account, config, words } = visit
  const { passkeys } = words.security
  const of = filled(visit, UNTOUCHED, [newPasskey])
  return (
    <Fold title={passkeys.add}>
      {account.passkeys.length === 0 && isPassing(config.APP_URL) && (
        <p class="muted">{passkeys.movesWithAddress}</p>
      )}
      <Form of={of}>
        <TextField {...of.field('name')} label={passkeys.name} hint={passkeys.nameHint} />
        <PasskeyPress visit={visit} does={newPasskey} asks="create" kind="primary">
          {passkeys.press}
        </PasskeyPress>
      </Form>
    </Fold>
  )
}

function PasskeyRow({ visit, passkey }: { visit: AccountVisit; passkey: Passkey }) {
  const { account, language, words } = visit
  const { passkeys } = words.security
  const { id, name, createdAt, lastUsedAt } = passkey
  const day = (at: number) => dayOf(at, language)
  const of = filled(visit, UNTOUCHED, [rename])
  const field = { ...of.field('name', name), id: `name-${id}` }
  return (
    <Row
      icon="passkey"
      title={name}
      lines={[
        fill(passkeys.added, { date: day(createdAt) }),
        lastUsedAt === null ? passkeys.neverUsed : fill(passkeys.used, { date: day(lastUsedAt) }),
      ]}
    >
      <Fold title={passkeys.edit}>
        <Form of={of} hidden={{ id }}>
          <TextField {...field} label={passkeys.name} />
          <Press does={rename} kind="quiet">
            {passkeys.rename}
          </Press>
        </Form>
        {account.isFresh && (
          <Form of={of} hidden={{ id }}>
            <p class="muted">{passkeys.remove.text}</p>
            <Press does={remove} kind="danger" icon="trash">
              {passkeys.remove.press}
            </Press>
          </Form>
        )}
      </Fold>
    </Row>
  )
}
