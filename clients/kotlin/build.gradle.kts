// Apollo Kotlin 4. Put the operations and schema.graphqls (this server's schema/schema.graphql)
// into src/main/graphql, or name them where they are, as below.
plugins {
  id("org.jetbrains.kotlin.jvm") version "2.0.21"
  id("com.apollographql.apollo") version "4.1.1"
}

dependencies {
  implementation("com.apollographql.apollo:apollo-runtime:4.1.1")
}

apollo {
  service("attune") {
    packageName.set("attune.client")
    srcDir("../operations")
    schemaFiles.from("../../schema/schema.graphql")
    // Dates and times come as text, such as 2026-01-31 and 2026-01-31T07:30:00+01:00.
    mapScalar("Date", "kotlin.String")
    mapScalar("DateTime", "kotlin.String")
    // build/generated/manifest/apollo/attune/persistedQueryManifest.json, for ATTUNE_DOCUMENTS.
    operationManifestFormat.set("persistedQueryManifest")
  }
}
