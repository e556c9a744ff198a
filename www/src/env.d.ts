/** Put in by the build: the version of the package that the page belongs to. */
declare const PAGE_VERSION: string;
