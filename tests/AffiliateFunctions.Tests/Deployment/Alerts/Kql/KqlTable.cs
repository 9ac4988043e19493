namespace AffiliateFunctions.Tests.Deployment.Alerts.Kql;

/// <summary>
/// The rows of a table. Values are texts, <see cref="bool"/>, <see cref="long"/>, <see cref="double"/>,
/// <see cref="DateTimeOffset"/>, <see cref="TimeSpan"/>, bags of texts (a <c>dynamic</c> column), or null.
/// </summary>
internal sealed record KqlTable(IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows);
