-- People sign in with accounts at providers: which account there is whose here.
CREATE TABLE `connections` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`issuer` text NOT NULL,
	`subject` text NOT NULL,
	`provider` text NOT NULL,
	`email` text,
	`email_verified` integer NOT NULL,
	`linked_at` integer NOT NULL,
	`last_used_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `connections_by_subject` ON `connections` (`issuer`,`subject`);--> statement-breakpoint
CREATE INDEX `connections_by_user` ON `connections` (`user_id`,`id`);--> statement-breakpoint
UPDATE `marks` SET `value` = 5 WHERE `name` = 'schema';
