/** Variables that every manifest may use without anybody having declared them. */
export const builtInVariables = ["CLUSTER", "PLATFORM", "STAGE", "NAMESPACE"] as const;
