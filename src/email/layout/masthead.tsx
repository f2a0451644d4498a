import type { Child } from 'hono/jsx'
import { FONT, TABLE, WRAP } from './blocks.tsx'
import type { Brand } from '../../config/pages.ts'
import type { Paint } from './paint.ts'

type Painted = { paint: Paint }

/** The logo of the app, or the mark of the service, with the name. The name is there when no image is shown. */
export const Masthead = ({
  paint,
  brand: { APP_NAME: name, BRAND_LOGO_URL: logo },
}: Painted & { brand: Pick<Brand, 'APP_NAME' | 'BRAND_LOGO_URL'> }) => (
  <table {...TABLE} style="margin:0 0 24px">
    <tr>
      <td valign="middle">
        {logo === undefined ? (
          <Mark paint={paint} />
        ) : (
          <img src={logo} alt="" height="28" style="display:block;height:28px;width:auto;border:0" />
        )}
      </td>
      <td
        class="ink"
        valign="middle"
        style={`padding-left:10px;${FONT};font-size:17px;line-height:28px;font-weight:600;${WRAP};${paint.ink}`}
      >
        {name}
      </td>
    </tr>
  </table>
)

type Block = {
  /** Of the paint. */
  name: 'arch' | 'opening'
  paint: Paint
  width: number
  height: number
  align?: 'left' | 'center'
  style: string
  children: Child
}

/** A coloured cell with a cell at its bottom. */
const Block = ({ name, paint, width, height, align, style, children }: Block) => (
  <table {...TABLE} width={width} style="border-collapse:separate">
    <tr>
      <td
        class={name}
        width={width}
        height={height}
        align={align}
        valign="bottom"
        style={`${style};font-size:0;line-height:0;${paint[name]}`}
      >
        {children}
      </td>
    </tr>
  </table>
)

/** An arch with an open door, drawn with cells: there is no image that could be missing. */
const Mark = ({ paint }: Painted) => (
  <Block name="arch" paint={paint} width={24} height={26} align="center" style="border-radius:12px 12px 0 0">
    <Block
      name="opening"
      paint={paint}
      width={18}
      height={23}
      align="left"
      style="padding-left:3px;border-radius:9px 9px 0 0"
    >
      <Block name="arch" paint={paint} width={8} height={16} style="border-radius:0 4px 0 0">
        {'\u00a0'}
      </Block>
    </Block>
  </Block>
)
