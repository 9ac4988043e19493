using System.Diagnostics;
using System.Diagnostics.Metrics;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Infrastructure.Telemetry;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>Measures e-mails by their kind.</summary>
internal sealed class EmailMetrics(IMeterFactory meters)
{
    private readonly Counter<long> sent = meters
        .CreateMeter()
        .CreateCounter<long>("affiliate.mails.sent", "{mail}", "E-mails that the provider accepted, by kind.");

    private readonly Counter<long> failed = meters
        .CreateMeter()
        .CreateCounter<long>(
            "affiliate.mails.failed",
            "{attempt}",
            "Attempts to send an e-mail that the provider rejected or did not answer, by kind."
        );

    /// <summary>Sends an e-mail and counts the outcome.</summary>
    public async Task MeasureAsync(EmailKind kind, Func<Task> send)
    {
        var tags = new TagList { { "affiliate.mail.kind", StoredJson.NameOf(kind) } };
        try
        {
            await send();
        }
        catch
        {
            failed.Add(1, tags);
            throw;
        }

        sent.Add(1, tags);
    }
}
