import type { Language } from '../core/language.ts'
import type { Mail } from './deliver.ts'
import type { Message } from './messages/message.ts'

/**
 * The one plain design, as text and as HTML; reads well on a phone. Everything is escaped. The subject is
 * a header and holds nothing a user has written, so no line break can get into it.
 */
export function layOut(
  message: Message,
  { appName, language }: { appName: string; language: Language },
): Omit<Mail, 'to'> {
  return {
    subject: message.subject,
    text: asText(message, appName),
    html: asHtml(message, appName, language),
  }
}

const asText = ({ opening, code, action, rest }: Message, appName: string) =>
  [
    opening,
    ...(code ? [code] : []),
    ...(action ? [`${action.label}:\n${action.link}`] : []),
    ...rest,
    appName,
  ].join('\n\n')

const asHtml = ({ subject, opening, code, action, rest }: Message, appName: string, language: Language) =>
  `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escape(subject)}</title></head>
<body style="margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',sans-serif">
<div style="max-width:480px;margin:0 auto;overflow-wrap:anywhere">
${[
  paragraph(opening),
  code &&
    `<p style="margin:24px 0;font:600 32px/1.2 ui-monospace,monospace;letter-spacing:4px">${escape(code)}</p>`,
  action && button(action),
  ...rest.map(paragraph),
]
  .filter(Boolean)
  .join('\n')}
<p style="margin:24px 0 0;opacity:.7">${escape(appName)}</p>
</div></body></html>`

const paragraph = (text: string) => `<p style="margin:0 0 16px">${escape(text)}</p>`

const button = ({ label, link }: { label: string; link: string }) =>
  `<p style="margin:24px 0"><a href="${escape(link)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4ed8;color:#ffffff;text-decoration:none">${escape(label)}</a></p>`

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
