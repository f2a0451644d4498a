/** The number of the newest migration, which is what this code needs. Every migration writes its number into `marks`. */
export const SCHEMA_VERSION = 6

/** Answers the version of a database. It fails on one that is older than `marks`. */
export const READ_SCHEMA_VERSION = "select value from marks where name = 'schema'"
