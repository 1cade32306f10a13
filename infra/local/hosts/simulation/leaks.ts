/** Whether a worker's release has the leak. */
export const leaks = (
  { affectedVersions }: { readonly affectedVersions: readonly string[] },
  { version }: { readonly version: string },
): boolean => affectedVersions.includes(version);
