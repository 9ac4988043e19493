using System.Globalization;
using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Onboarding.Partners;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;

namespace AffiliateFunctions.Benchmarks.Payouts;

/// <summary>
/// Writes partners with payout details, and a sale of each, straight to storage, as onboarding and tracking would have
/// stored them.
/// </summary>
/// <param name="services">The services of the app.</param>
/// <param name="program">The program.</param>
internal sealed class CyclePartners(IServiceProvider services, ProgramSlug program)
{
    /// <summary>What each partner earns, in cents.</summary>
    public const long Commission = 200;

    private const int RowsInTransaction = 100;
    private const int PartnersAtOnce = 4;

    /// <summary>Writes the partners and returns them.</summary>
    /// <param name="count">How many.</param>
    /// <param name="now">The time of the sales.</param>
    public async Task<IReadOnlyList<PartnerId>> WriteAsync(int count, DateTimeOffset now)
    {
        PartnerId[] ids = [.. Enumerable.Range(0, count).Select(number => PartnerId.Parse(IdOf(number)))];
        var (partners, secrets) = (
            services.GetRequiredService<IPartners>(),
            services.GetRequiredService<PartnerSecrets>()
        );
        var rows = services.GetRequiredService<StorageTables>()["partners"];
        foreach (var some in ids.Chunk(RowsInTransaction))
        {
            await rows.SubmitTransactionAsync(
                some.Select(id => new TableTransactionAction(
                    TableTransactionActionType.Add,
                    RowOf(id, partners, secrets, now)
                ))
            );
        }

        var ledger = services.GetRequiredService<IAccrualLedger>();
        await Parallel.ForEachAsync(
            ids,
            new ParallelOptions { MaxDegreeOfParallelism = PartnersAtOnce },
            async (id, cancellationToken) => await ledger.ApplyAsync(program, id, [SaleOf(id, now)], cancellationToken)
        );
        return ids;
    }

    private static string IdOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"prt_01m1k9n3e0{number:D16}");

    private TableEntity RowOf(PartnerId id, IPartners partners, PartnerSecrets secrets, DateTimeOffset now)
    {
        var email = $"{id.Value[4..]}@example.org";
        var details = new PayoutDetails("paypal", new Dictionary<string, string> { ["email"] = email });
        var partner = new Partner
        {
            Id = id,
            Program = program,
            Name = "Pat Partner",
            Email = email,
            Company = $"Partner {id.Value[^6..]}",
            Country = "US",
            Status = PartnerStatus.Active,
            StatusSince = now,
            Group = "default",
            Code = id.Value[4..],
            Coupons = [],
            Tax = new PartnerTax("w9", "verified"),
            Payout = new PartnerPayout("paypal", "PayPal account") { Account = partners.AccountOf(details) },
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = now,
        };
        var row = new TableEntity(program.Value, $"partner:{id}");
        row.SetJson("data", partner);
        secrets.Write(row, partner, new ChangedSecrets(details));
        return row;
    }

    private static ConversionEffect SaleOf(PartnerId id, DateTimeOffset now)
    {
        var sale = EventId.Parse($"sale-{id.Value[4..]}");
        return new(sale, now, CustomerId.Parse($"of-{id.Value[4..]}"), new OneShare(id, sale, now), HoldReason: null);
    }

    /// <summary>Rules that pay a fifth of a sale of 10 dollars, at once.</summary>
    private sealed record OneShare(PartnerId Partner, EventId Sale, DateTimeOffset At) : IConversionRules
    {
        public int Version => 1;

        public int HoldDays => 0;

        public bool HasCustomerCaps => false;

        public ConversionGrants Evaluate(PartnerState partner)
        {
            var counted = Counts.None with { Sales = 1, SaleAmount = Commission * 5 };
            var grant = new Grant(Partner, "share", "sale", Commission * 5, Commission, "USD", Trace());
            return new ConversionGrants(EffectStatus.Applied, null, [grant], counted);
        }

        private CommissionTrace Trace() =>
            new(
                "share",
                Partner,
                0,
                [],
                new EvaluationTrace
                {
                    RulesHash = "hash",
                    Currency = "USD",
                    Event = new ConversionFacts
                    {
                        Type = ConversionType.Sale,
                        EventId = Sale,
                        OccurredAt = At,
                    },
                    Customer = new CustomerFacts(),
                    Partner = new PartnerFacts { Id = Partner },
                    Credits = Credit.Whole(Partner),
                    History = CustomerHistory.None,
                    CapUsed = new Dictionary<string, long>(),
                }
            );
    }
}
