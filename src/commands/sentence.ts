/** What a command says of an error: one sentence with what to do, whoever has thrown it. */

/** What systems say of files. */
const OF_FILES: Record<string, (path: string) => string> = {
  ENOENT: (path) => `There is no ${path}. Correct the path, or make it first.`,
  EEXIST: (path) => `${path} exists already. Choose another name.`,
  EISDIR: (path) => `${path} is a folder, not a file. Name a file.`,
  ENOTDIR: (path) => `A part of the path ${path} is a file, not a folder. Correct the path.`,
  ELOOP: (path) => `${path} is a link that leads back to itself. Name another file.`,
  ENAMETOOLONG: (path) => `The name ${path} is too long. Choose a shorter one.`,
  EACCES: noPermission,
  EPERM: noPermission,
  EROFS: (path) => `${path} is on a disk that cannot be written. Choose another place.`,
  EBUSY: (path) => `${path} is in use by another program. Stop that, and run the command again.`,
}

function noPermission(path: string) {
  return `You have no permission for ${path}. Change its permissions, or run the command as its owner.`
}

const OF_OUTPUT: Record<string, string> = {
  ENOSPC: 'The disk is full, so the output is not complete. Free some space, and run the command again.',
  EDQUOT: 'Your quota is used up, so the output is not complete. Free some space, and run the command again.',
  EPIPE: 'Whatever read the output has ended, so the output is not complete.',
  EMFILE: 'Too many files are open. Close some programs, and run the command again.',
}

/** Where the system says no to a path or an output; undefined for any other error. */
export const sentenceOfSystem = ({ code = '', path }: NodeJS.ErrnoException): string | undefined =>
  OF_OUTPUT[code] ?? (path === undefined ? undefined : OF_FILES[code]?.(path))

/** Any other error is a fault of the program. */
export const sentenceOfFault = ({ name, message, stack }: Error): string =>
  process.env['DEBUG'] === undefined
    ? `The command has failed, by a fault of its own (${name}: ${message.split('\n', 1)[0]}). Run it with DEBUG=1 to see where.`
    : (stack ?? message)
