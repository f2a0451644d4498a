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

const EMPTY = 'font-size:0;line-height:0'

/** An arch with an open door, drawn with cells: there is no image that could be missing. */
const Mark = ({ paint }: Painted) => (
  <table {...TABLE} width="24" aria-hidden="true" style="border-collapse:separate">
    <tr>
      <td
        class="arch"
        width="24"
        height="26"
        align="center"
        valign="bottom"
        style={`border-radius:12px 12px 0 0;${EMPTY};${paint.arch}`}
      >
        <table {...TABLE} width="18" style="border-collapse:separate">
          <tr>
            <td
              class="opening"
              width="18"
              height="23"
              align="left"
              valign="bottom"
              style={`padding-left:3px;border-radius:9px 9px 0 0;${EMPTY};${paint.opening}`}
            >
              <table {...TABLE} width="8" style="border-collapse:separate">
                <tr>
                  <td
                    class="arch"
                    width="8"
                    height="16"
                    style={`border-radius:0 4px 0 0;${EMPTY};${paint.arch}`}
                  >
                    {'\u00a0'}
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </td>
    </tr>
  </table>
)
