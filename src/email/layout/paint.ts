import type { Brand } from '../../config/pages.ts'

const LIGHT = {
  ground: '#f7f7f5',
  surface: '#ffffff',
  ink: '#14161a',
  muted: '#565d6b',
  line: '#e5e6e9',
  strongLine: '#cdd0d6',
  fill: '#3846c7',
  onFill: '#ffffff',
  link: '#3846c7',
}

const DARK: typeof LIGHT = {
  ground: '#0f1115',
  surface: '#16191f',
  ink: '#eceef2',
  muted: '#a3abb9',
  line: '#272c35',
  strongLine: '#3a414d',
  fill: '#93a0ff',
  onFill: '#0f1115',
  link: '#93a0ff',
}

/** What has a colour, by its class. Everything else is the same in both schemes. */
const coloursIn = ({ ground, surface, ink, muted, line, strongLine, fill, onFill, link }: typeof LIGHT) => ({
  ground: `background-color:${ground}`,
  card: `background-color:${surface};border-color:${line}`,
  ink: `color:${ink}`,
  muted: `color:${muted}`,
  line: `border-color:${line}`,
  code: `background-color:${ground};border-color:${strongLine};color:${ink}`,
  button: `background-color:${fill}`,
  label: `color:${onFill}`,
  link: `color:${link}`,
  arch: `background-color:${link}`,
  opening: `background-color:${surface}`,
})

export type Paint = ReturnType<typeof coloursIn> & {
  /** The style element. Mail programs may drop it: it only has what is better than the inline styles. */
  sheet: string
}

/** The colours of the light scheme for each element, and a sheet that replaces every one of them in the dark. */
export function paintFor({ BRAND_COLOR: brand }: Pick<Brand, 'BRAND_COLOR'>): Paint {
  const dark = coloursIn({ ...DARK, ...brand?.dark })
  const rules = Object.entries(dark).map(
    ([name, colours]) => `.${name}{${colours.replaceAll(/;|$/g, '!important;')}}`,
  )
  const sheet = [
    ':root{color-scheme:light dark;supported-color-schemes:light dark}',
    '@media (max-width:440px){.outer{padding:16px 8px!important}.inner{padding:24px 20px!important}.under{padding:16px 20px!important}}',
    `@media (prefers-color-scheme:dark){${rules.join('')}}`,
  ]
  return { ...coloursIn({ ...LIGHT, ...brand?.light }), sheet: sheet.join('\n') }
}
