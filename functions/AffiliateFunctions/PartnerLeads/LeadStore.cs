using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>
/// Stores leads in the table <c>partnerleads</c>, with one partition per program: one row <c>lead:{id}</c> for each lead.
/// Every decision about a lead is one change of its row, so of two competing decisions one wins.
/// </summary>
public sealed class LeadStore(StorageTables tables)
{
    /// <summary>The name of the table.</summary>
    public const string Table = "partnerleads";

    private const string LeadRows = "lead:";
    private const string AfterLeadRows = "lead;";
    private const string Holder = "holder";
    private const string DealPartner = "dealpartner";
    private const string News = "news";
    private const string Ended = "ended";

    private TableDocuments<PartnerLead> Leads =>
        new(tables[Table])
        {
            WriteColumns = (row, lead) =>
            {
                row[Holder] = lead.Holder?.Value ?? string.Empty;
                row[DealPartner] = lead.Deal?.Partner.Value ?? string.Empty;
                row[News] = lead.HasNews;
                row[Ended] = lead.Status.IsEnd();
            },
        };

    /// <summary>The lead, or null.</summary>
    public Task<PartnerLead?> FindAsync(LeadKey key, CancellationToken cancellationToken) =>
        Leads.FindAsync(KeyOf(key), cancellationToken);

    /// <summary>The lead of an activity. Throws when it is absent.</summary>
    public Task<PartnerLead> RequireAsync(LeadKey key, CancellationToken cancellationToken) =>
        Leads.RequireAsync(KeyOf(key), cancellationToken);

    /// <summary>Stores the lead unless its id is taken. Returns the stored lead.</summary>
    public Task<PartnerLead> AddAsync(PartnerLead lead, CancellationToken cancellationToken) =>
        Leads.GetOrAddAsync(KeyOf(lead.Key), lead, cancellationToken);

    /// <summary>Stores the result of a change; null changes nothing. Returns the stored lead.</summary>
    public async Task<(PartnerLead Lead, bool IsChanged)> ChangeAsync(
        LeadKey key,
        Func<PartnerLead, PartnerLead?> change,
        CancellationToken cancellationToken
    )
    {
        var isChanged = false;
        var lead = await Leads.ChangeExistingAsync(
            KeyOf(key),
            stored =>
            {
                var changed = change(stored) ?? stored;
                isChanged = !ReferenceEquals(changed, stored);
                return changed;
            },
            cancellationToken
        );
        return (lead, isChanged);
    }

    /// <summary>The leads after the given id, by id.</summary>
    public IAsyncEnumerable<PartnerLead> ListAsync(
        ProgramSlug program,
        string? after,
        CancellationToken cancellationToken
    )
    {
        var from = LeadRows + after;
        return Leads.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and RowKey gt {from} and RowKey lt {AfterLeadRows}"
            ),
            cancellationToken
        );
    }

    /// <summary>The leads with something that their orchestration has not taken up.</summary>
    public IAsyncEnumerable<PartnerLead> WithNewsAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Leads.ListAsync(
            TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and news eq {true}"),
            cancellationToken
        );

    /// <summary>The leads that the partner is asked about or has accepted.</summary>
    public IAsyncEnumerable<PartnerLead> OfHolderAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) =>
        Leads.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and ended eq {false} and holder eq {partner.Value}"
            ),
            cancellationToken
        );

    /// <summary>The leads that the partner is asked about, and those for which it has or had the deal.</summary>
    public IAsyncEnumerable<PartnerLead> OfPartnerAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) =>
        Leads.ListAsync(
            TableClient.CreateQueryFilter(
                $"PartitionKey eq {program.Value} and (holder eq {partner.Value} or dealpartner eq {partner.Value})"
            ),
            cancellationToken
        );

    /// <summary>The number of leads that each partner is asked about or has accepted.</summary>
    public async Task<IReadOnlyDictionary<PartnerId, int>> OpenByPartnerAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    )
    {
        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and ended eq {false}");
        var open = new Dictionary<PartnerId, int>();
        await foreach (
            var row in tables[Table]
                .QueryAsync<TableEntity>(filter, select: [Holder], cancellationToken: cancellationToken)
        )
        {
            if (PartnerId.TryParse(row.GetString(Holder), out var holder))
            {
                open[holder] = open.GetValueOrDefault(holder) + 1;
            }
        }

        return open;
    }

    /// <summary>The number of leads that have not ended.</summary>
    public ValueTask<int> CountOpenAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        tables[Table]
            .QueryAsync<TableEntity>(
                TableClient.CreateQueryFilter($"PartitionKey eq {program.Value} and ended eq {false}"),
                select: ["RowKey"],
                cancellationToken: cancellationToken
            )
            .CountAsync(cancellationToken);

    private static DocumentKey KeyOf(LeadKey key) =>
        new(key.Program.Value, LeadRows + key.Id, $"the lead {key.Id} of {key.Program}");
}
