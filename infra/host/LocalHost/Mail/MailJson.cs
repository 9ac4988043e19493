using System.Text.Json;

namespace LocalHost.Mail;

/// <summary>The JSON format of SendGrid's requests and of the outbox: snake_case.</summary>
internal static class MailJson
{
    /// <summary>The options, which are read-only.</summary>
    public static JsonSerializerOptions Options { get; } = NewOptions();

    // Results.Json sets the resolver of options that are not yet read-only. All hosts of a process share the options.
    // If two responses are the first ones at the same time, one of them can make the options read-only in between, and
    // the other one fails.
    private static JsonSerializerOptions NewOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
