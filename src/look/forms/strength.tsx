/** Names of the four levels, from weak to strong. */
export type Levels = [string, string, string, string]

/** Four bars that fill while one types. It is advice: what is refused is decided by the service. */
export const Strength = ({ of, levels, least }: { of: string; levels: Levels; least: number }) => (
  <div class="strength scripted" data-strength={of} data-levels={levels.join('|')} data-least={least}>
    <i></i>
    <i></i>
    <i></i>
    <i></i>
    <span class="small muted" aria-live="polite"></span>
  </div>
)
