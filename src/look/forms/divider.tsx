/** Between two ways to do the same: "or". */
export const Divider = ({ text }: { text: string }) => <p class="or">{text}</p>
