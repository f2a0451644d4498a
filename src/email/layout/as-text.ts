import type { Frame, Link, Message } from '../messages/message.ts'
import type { Brand } from '../../config/pages.ts'
import { pageLinks } from './footer.tsx'

/**
 * The same as the HTML, in the same order. A code and a link stand on lines of their own, so that programs
 * find them. What follows `-- ` is shown as a signature.
 */
export const asText = (
  { heading, says, code, action, facts, notYou, reason }: Message,
  { brand, frame }: { brand: Brand; frame: Frame },
): string =>
  [
    heading,
    ...says,
    ...(code === undefined ? [] : [code]),
    ...(action ? [written(action, frame)] : []),
    ...facts,
    notYou.says,
    ...(notYou.link ? [written(notYou.link, frame)] : []),
    [
      '-- ',
      brand.APP_NAME,
      reason,
      ...(brand.BRAND_SUPPORT_EMAIL === undefined ? [] : [`${frame.questions} ${brand.BRAND_SUPPORT_EMAIL}`]),
      ...pageLinks(brand, frame).map(({ label, url }) => `${label}${frame.colon} ${url}`),
    ].join('\n'),
  ].join('\n\n')

const written = ({ label, url }: Link, { colon }: Frame) => `${label}${colon}\n${url}`
