import { raw } from 'hono/html'
import type { Language } from '../../core/language.ts'
import type { Frame, Message } from '../messages/message.ts'
import { Button, Code, Hairline, Heading, Muted, Paragraph, TABLE } from './blocks.tsx'
import type { Brand } from '../../config/pages.ts'
import { Footer } from './footer.tsx'
import { Masthead } from './masthead.tsx'
import { type Paint, paintFor } from './paint.ts'

type Props = { message: Message; brand: Brand; frame: Frame; language: Language }

/** Tables and inline styles, because Outlook knows little else. Every text is escaped. */
export function asHtml(props: Props): string {
  // oxlint-disable-next-line typescript/no-base-to-string -- a promise by its type only: no component waits
  const document = String(<Document {...props} />)
  return `<!doctype html>\n${document}`
}

const Document = ({ message, brand, frame, language }: Props) => {
  const paint = paintFor(brand)
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no, date=no, address=no, email=no" />
        <title>{message.subject}</title>
        <style>{raw(paint.sheet)}</style>
        {raw(FOR_OUTLOOK)}
      </head>
      <body class="ground" style={`margin:0;padding:0;${paint.ground}`}>
        <Preheader {...message} />
        <table {...TABLE} class="ground" width="100%" lang={language} style={paint.ground}>
          <tr>
            <td class="outer" align="center" style="padding:32px 16px">
              {raw(OUTLOOK_480)}
              <table {...TABLE} width="100%" style="max-width:480px;border-collapse:separate">
                <tr>
                  <td
                    class="card inner"
                    align="left"
                    style={`padding:32px;border:1px solid;border-radius:12px;${paint.card}`}
                  >
                    <Masthead paint={paint} brand={brand} />
                    <Content paint={paint} message={message} frame={frame} />
                  </td>
                </tr>
                <tr>
                  <td class="under" align="left" style="padding:20px 33px">
                    <Footer paint={paint} reason={message.reason} brand={brand} frame={frame} />
                  </td>
                </tr>
              </table>
              {raw(OUTLOOK_END)}
            </td>
          </tr>
        </table>
      </body>
    </html>
  )
}

const Content = ({
  paint,
  message: { heading, says, code, action, facts, notYou },
  frame,
}: Pick<Props, 'message' | 'frame'> & { paint: Paint }) => (
  <>
    <Heading paint={paint} text={heading} />
    {says.map((text) => (
      <Paragraph paint={paint} text={text} />
    ))}
    {code !== undefined && <Code paint={paint} code={code} />}
    {action && <Button paint={paint} link={action} copy={frame.copyAddress} />}
    <Hairline paint={paint} />
    {facts.map((text) => (
      <Muted paint={paint} text={text} />
    ))}
    <Muted paint={paint} text={notYou.says} link={notYou.link} />
  </>
)

/** What the list of mails shows after the subject. The spaces keep the rest of the mail out of it. */
const Preheader = ({ code, facts, says }: Message) => (
  <div style="display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;mso-hide:all">
    {code === undefined ? says[0] : `${code} · ${facts[0]}`}
    {'\u00a0\u200c'.repeat(80)}
  </div>
)

/** Outlook takes Times where it does not know the first font, and it knows no `max-width`. */
const FOR_OUTLOOK =
  '<!--[if mso]><style>p,h1,td,a{font-family:Arial,sans-serif!important}</style><![endif]-->'
const OUTLOOK_480 =
  '<!--[if mso]><table role="presentation" width="480" cellpadding="0" cellspacing="0"><tr><td><![endif]-->'
const OUTLOOK_END = '<!--[if mso]></td></tr></table><![endif]-->'
