-- A stranger can spend only what strangers share: buckets of mails by address, devices that are known, addresses
-- that an undo link reserves, sessions that know which refresh token came before. `marks` holds the version of the
-- schema, which /healthz compares with the one the code needs.
CREATE TABLE `import_runs` (
	`run` text PRIMARY KEY NOT NULL,
	`seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mail_buckets` (
	`key` text PRIMARY KEY NOT NULL,
	`level` real NOT NULL,
	`filled_at` integer NOT NULL,
	`unredeemed` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `mail_buckets_by_time` ON `mail_buckets` (`filled_at`);--> statement-breakpoint
CREATE TABLE `marks` (
	`name` text PRIMARY KEY NOT NULL,
	`value` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `audit_events` ADD `actor` text;--> statement-breakpoint
ALTER TABLE `challenges` ADD `asked_by` text;--> statement-breakpoint
ALTER TABLE `challenges` ADD `reserves` text;--> statement-breakpoint
CREATE INDEX `challenges_by_reserved_address` ON `challenges` (`reserves`) WHERE "challenges"."reserves" is not null;--> statement-breakpoint
ALTER TABLE `password_failures` ADD `pending` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE `password_failures` ADD `recent` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `password_failures` ADD `recent_until` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
DROP INDEX `password_failures_by_update`;--> statement-breakpoint
CREATE INDEX `password_failures_by_age` ON `password_failures` (`failures`,`updated_at`);--> statement-breakpoint
ALTER TABLE `sessions` ADD `previous_generation` integer;--> statement-breakpoint
ALTER TABLE `sessions` ADD `late_repeats` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `sessions` ADD `late_since` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `device_epoch` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `opened_by` text DEFAULT 'person' NOT NULL;--> statement-breakpoint
ALTER TABLE `users` ADD `warned_at` integer;--> statement-breakpoint
CREATE INDEX `users_who_administer` ON `users` (`role`) WHERE "users"."role" = 'admin';--> statement-breakpoint
CREATE INDEX `users_unverified` ON `users` (`created_at`) WHERE "users"."verified_at" is null;--> statement-breakpoint
UPDATE `sessions` SET `previous_generation` = `generation` - 1 WHERE `generation` > 0;--> statement-breakpoint
INSERT INTO `marks` (`name`, `value`) VALUES ('schema', 2);
