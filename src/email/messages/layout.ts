import type { Mail } from '../mailer.ts'

/** A mail's content before it has a form: paragraphs, and at most one thing to press. */
export type Message = { subject: string; paragraphs: string[]; action?: { label: string; link: string } }

/**
 * The one plain design, as text and as HTML. What comes from outside is escaped; the subject is a header
 * and gets nothing from outside, hence no line break.
 */
export function layOut(
  { subject, paragraphs, action }: Message,
  { appName }: { appName: string },
): Omit<Mail, 'to'> {
  const [first = '', ...others] = paragraphs
  const text = [first, ...(action ? [`${action.label}:\n${action.link}`] : []), ...others, appName].join(
    '\n\n',
  )
  const button = action
    ? `<p><a href="${escape(action.link)}" style="display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4ed8;color:#ffffff;text-decoration:none">${escape(action.label)}</a></p>`
    : ''
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(subject)}</title></head>
<body style="margin:0;padding:24px;font:16px/1.5 system-ui,sans-serif;color:#111827;background:#ffffff">
<div style="max-width:480px;margin:0 auto">
<p>${escape(first)}</p>${button}${others.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('')}
<p style="color:#6b7280">${escape(appName)}</p>
</div></body></html>`
  return { subject, text, html }
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string)
