using System.Collections.Concurrent;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Storage.Queues;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Puts partners with sales on the queue <c>partner-sales</c>, each once for each process, so that applying events
/// hardly ever needs a request for it.
/// </summary>
internal sealed class PartnerSales(QueueServiceClient queues) : IPartnerSales
{
    /// <summary>The name of the queue.</summary>
    public const string Queue = "partner-sales";

    private readonly ConcurrentDictionary<SoldPartner, bool> reported = new();

    private QueueClient Messages => field ??= queues.GetQueueClient(Queue);

    public async Task ReportAsync(
        ProgramSlug program,
        IEnumerable<PartnerId> partners,
        CancellationToken cancellationToken
    )
    {
        foreach (var partner in partners.Distinct().Select(partner => new SoldPartner(program, partner)))
        {
            if (reported.ContainsKey(partner))
            {
                continue;
            }

            await Messages.SendMessageAsync(
                JsonSerializer.Serialize(partner, StoredJson.Options),
                cancellationToken: cancellationToken
            );
            reported[partner] = true;
        }
    }
}

/// <summary>A partner with a sale.</summary>
/// <param name="Program">The program.</param>
/// <param name="Partner">The partner.</param>
public sealed record SoldPartner(ProgramSlug Program, PartnerId Partner)
{
    /// <summary>The partner of a message.</summary>
    internal static SoldPartner Parse(byte[] message) =>
        JsonSerializer.Deserialize<SoldPartner>(message, StoredJson.Options)
        ?? throw new InvalidDataException("The message names no partner.");
}
