import { FONT, TABLE, WRAP } from './blocks.tsx'
import type { Brand } from './brand.ts'
import type { Paint } from './paint.ts'

type Painted = { paint: Paint }

/** The logo of the app, whose text is the name of the app; or the mark of the service and the name. */
export const Masthead = ({
  paint,
  brand: { APP_NAME: name, BRAND_LOGO_URL: logo },
}: Painted & { brand: Pick<Brand, 'APP_NAME' | 'BRAND_LOGO_URL'> }) => {
  const style = `${FONT};font-size:17px;line-height:28px;font-weight:600;${WRAP};${paint.ink}`
  if (logo !== undefined)
    return (
      <p class="ink" style={`margin:0 0 24px;${style}`}>
        <img src={logo} alt={name} height="28" style="height:28px;width:auto;max-width:100%;border:0" />
      </p>
    )
  return (
    <table {...TABLE} style="margin:0 0 24px">
      <tr>
        <td valign="middle">
          <Mark paint={paint} />
        </td>
        <td class="ink" valign="middle" style={`padding-left:10px;${style}`}>
          {name}
        </td>
      </tr>
    </table>
  )
}

const EMPTY = 'font-size:0;line-height:0'

/** An arch with an open door, drawn with cells: there is no image that could be missing. */
const Mark = ({ paint }: Painted) => (
  <table {...TABLE} width="24" aria-hidden="true" style="border-collapse:separate">
    <tr>
      <td
        class="arch"
        width="24"
        height="28"
        align="center"
        valign="bottom"
        style={`border-radius:12px 12px 3px 3px;${EMPTY};${paint.arch}`}
      >
        <table {...TABLE} width="12" style="border-collapse:separate">
          <tr>
            <td
              class="opening"
              width="12"
              height="20"
              align="left"
              valign="bottom"
              style={`border-radius:6px 6px 0 0;${EMPTY};${paint.opening}`}
            >
              <table {...TABLE} width="5" style="border-collapse:separate">
                <tr>
                  <td
                    class="arch"
                    width="5"
                    height="14"
                    style={`border-radius:0 3px 0 0;${EMPTY};${paint.arch}`}
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
