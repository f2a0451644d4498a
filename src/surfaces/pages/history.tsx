import { MAX_EVENTS } from '../../core/account/history.ts'
import { pageIn } from '../../http/page-query.ts'
import { Empty } from '../../look/account/empty.tsx'
import { Pager } from '../../look/account/pager.tsx'
import { Panel } from '../../look/account/panel.tsx'
import { Row, Rows } from '../../look/account/rows.tsx'
import type { Icon } from '../../look/icons.tsx'
import type { OwnEvent } from '../../store/queries/events.ts'
import { accountPage, type AccountVisit } from './account-page.tsx'
import { countryName } from '../../core/localized.ts'
import { Moment } from './moment.tsx'
import type { RecordWords } from './words/record-words.ts'
import { fill } from '../../look/words/naming.ts'

const PATH = '/account/history'

type Sentences = RecordWords['history']

/** A row may be of a newer version of the service: then it is said that something changed. */
const sentenceOf = ({ event }: OwnEvent, { events, other }: Sentences): string =>
  Object.hasOwn(events, event) ? events[event as keyof Sentences['events']] : other

const byOf = ({ actor }: OwnEvent, { by }: Sentences) => {
  if (actor === null) return undefined
  return actor === 'operator' ? by.operator : by.administrator
}

/** From the name of the event: what needs a look is told apart from what does not. */
function iconOf({ event, outcome }: OwnEvent): Icon {
  if (outcome !== 'success' || /refused|reused|cloned/.test(event)) return 'alert'
  if (/^signed_|reauthenticated/.test(event)) return 'user'
  return /password|factor|second_step|passkey/.test(event) ? 'shield' : 'clock'
}

function placeOf({ device, country }: OwnEvent, { language, words }: AccountVisit) {
  const name = countryName(country, language)
  if (device === null || name === undefined) return device ?? name
  return fill<'device' | 'country'>(words.record.history.from, { device, country: name })
}

function EventRow({ visit, event }: { visit: AccountVisit; event: OwnEvent }) {
  const { language, words } = visit
  const { history } = words.record
  const place = placeOf(event, visit)
  const lines = [<Moment at={event.at} language={language} />, place, byOf(event, history)]
  return (
    <Row
      icon={iconOf(event)}
      title={sentenceOf(event, history)}
      lines={lines.filter((line) => line !== undefined)}
    />
  )
}

/** What has happened to the account, a page at a time. */
export const historyRoutes = accountPage({
  path: PATH,
  summary: 'Look at what has happened to one’s account',
  title: ({ words }) => words.account.places.history,
  lead: ({ words }) => words.record.history.lead,
  wants: (c) => ({ events: pageIn(c, { most: MAX_EVENTS }) }),
  forms: [],
  show(visit) {
    const { account, c, words } = visit
    const { history } = words.record
    const last = account.events.length === MAX_EVENTS ? account.events.at(-1) : undefined
    const isFirst = c.req.query('cursor') === undefined
    return (
      <Panel id="history" title={words.account.places.history} isNamedByPage>
        {account.events.length === 0 ? (
          <Empty icon="clock" title={history.none.title} text={history.none.text} />
        ) : (
          <Rows>
            {account.events.map((event) => (
              <EventRow visit={visit} event={event} />
            ))}
          </Rows>
        )}
        <Pager
          name={history.pages}
          newer={isFirst ? undefined : { href: PATH, text: history.newest }}
          older={last && { href: `${PATH}?cursor=${last.id}`, text: history.older }}
        />
      </Panel>
    )
  },
})
