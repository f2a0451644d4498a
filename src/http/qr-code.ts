import { encode } from 'uqr'

/** Modules of white around the symbol that readers need (ISO/IEC 18004). */
const QUIET_ZONE = 4

/**
 * A QR code as an `<svg>` element, dark on white in every colour scheme. It has neither script nor style, so it
 * may stand in a page under any Content-Security-Policy.
 *
 * @param title for people who do not see it: what it is, not what it holds
 */
export function qrCode(text: string, title: string): string {
  // The least correction makes the largest modules. Where there is room for more, more is taken.
  const { size, data } = encode(text, { ecc: 'L', boostEcc: true, border: QUIET_ZONE })
  const path = data.flatMap((row, y) => bars(row).map(({ x, width }) => `M${x} ${y}h${width}v1h-${width}z`))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" role="img" shape-rendering="crispEdges">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${size}" height="${size}" fill="#fff"/>`,
    `<path d="${path.join('')}" fill="#000"/>`,
    '</svg>',
  ].join('')
}

/** Dark modules side by side are one bar: the text is half as long. */
function bars(row: boolean[]): { x: number; width: number }[] {
  const ends = row.flatMap((dark, x) => (dark !== (row[x - 1] ?? false) ? [x] : []))
  return ends.flatMap((x, index) =>
    index % 2 === 0 ? [{ x, width: (ends[index + 1] ?? row.length) - x }] : [],
  )
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
