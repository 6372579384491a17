import type { CustomTimeouts } from "@pulumi/pulumi";

/** A request may have to wait for the next of the hours in which GitHub counts; by default it is given up after twenty minutes. */
export const patience: CustomTimeouts = { create: "2h", read: "2h", update: "2h", delete: "2h" };
