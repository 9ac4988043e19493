using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Files;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Settings;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Ledger;
using Azure.Core;
using Azure.Data.Tables;
using Moq;
using Testing.Tables;

namespace AffiliateFunctions.Tests.Payouts;

/// <summary>An approved cycle whose payment files are written, on storage that can fail.</summary>
internal sealed class PaymentFileBench : IAsyncDisposable
{
    public static readonly Period Period = Period.Parse("2026-10");

    private readonly Dictionary<PartnerId, PayoutDetails> details = [];
    private readonly List<StoredPayout> payouts = [];

    private PaymentFileBench(FeatureHost host, string storage)
    {
        Host = host;
        var options = MemoryTables.Of(storage).Options();
        options.Retry.MaxRetries = 0;
        options.AddPolicy(Fault, HttpPipelinePosition.PerRetry);
        var tables = new StorageTables(new TableServiceClient(storage, options));
        Cycles = new CycleStore(tables);
        SkippedPartners = new SkippedPartnerStore(tables);
        Files = new PaymentFileStore(tables, host.Get<EncryptedText>());
        Settings = new PayoutSettingsStore(tables, host.Get<EncryptedText>());
    }

    public FeatureHost Host { get; }

    public StorageFault Fault { get; } = new();

    public CycleStore Cycles { get; }

    public SkippedPartnerStore SkippedPartners { get; }

    public PaymentFileStore Files { get; }

    public PayoutSettingsStore Settings { get; }

    /// <summary>The partners whose payouts were released, in order.</summary>
    public List<PartnerId> Released { get; } = [];

    public static async Task<PaymentFileBench> StartAsync(string storage)
    {
        var host = await FeatureHost.StartAsync(storage, maxPartners: null);
        foreach (var table in new[] { CycleStore.CyclesTable, CycleStore.PayoutsTable })
        {
            await host.Get<TableServiceClient>().CreateTableIfNotExistsAsync(table);
        }

        return new PaymentFileBench(host, storage);
    }

    /// <summary>Puts settings in force, and returns their version.</summary>
    public async Task<int> ApproveSettingsAsync(PayoutSettings settings)
    {
        var now = Host.Clock.GetUtcNow();
        var stored = await Settings.SubmitAsync(FeatureHost.Slug, settings, "ann@example.com", now, default);
        var version = stored.Pending!.Version;
        await Settings.DecideAsync(FeatureHost.Slug, version, isApproved: true, "bob@example.com", now, default);
        return version;
    }

    public void AddAch(string partner, string holder, long amount) =>
        Add(
            partner,
            amount,
            "USD",
            new PayoutDetails(
                "ach",
                new Dictionary<string, string>
                {
                    ["account_holder"] = holder,
                    ["routing_number"] = "021000021",
                    ["account_number"] = "123456789",
                    ["account_type"] = "checking",
                }
            )
        );

    public void AddSepa(string partner, string holder, long amount) =>
        Add(
            partner,
            amount,
            "EUR",
            new PayoutDetails(
                "sepa",
                new Dictionary<string, string> { ["account_holder"] = holder, ["iban"] = "DE89370400440532013000" }
            )
        );

    /// <summary>Stores the approved cycle with the payouts that were added.</summary>
    public async Task ApproveAsync(int? settings)
    {
        payouts.Sort((one, other) => string.CompareOrdinal(one.Partner.Value, other.Partner.Value));
        await Cycles.BeginAsync(
            new StoredCycle
            {
                Program = FeatureHost.Slug,
                Period = Period,
                Status = CycleStatus.Closing,
                StartedBy = "key",
                StartedAt = Host.Clock.GetUtcNow(),
                Currency = payouts[0].Currency,
                PayoutSettings = settings,
            },
            default
        );
        foreach (var payout in payouts)
        {
            await Cycles.PutPayoutAsync(FeatureHost.Slug, Period, payout, default);
        }

        await Cycles.ChangeAsync(
            FeatureHost.Slug,
            Period,
            cycle => cycle.With(payouts) with { Status = CycleStatus.Approved },
            default
        );
    }

    public Task WriteAsync()
    {
        var partners = new Mock<IPartners>();
        partners
            .Setup(stored => stored.FindPayeesAsync(FeatureHost.Slug, It.IsAny<IEnumerable<PartnerId>>(), default))
            .ReturnsAsync(
                details.ToDictionary(
                    given => given.Key,
                    given => new PartnerWithDetails(Partner(given.Key, given.Value), () => given.Value)
                )
            );

        partners.Setup(stored => stored.AccountOf(It.IsAny<PayoutDetails>())).Returns<PayoutDetails>(AccountOf);
        var ledger = new Mock<ILedger>();
        ledger
            .Setup(l => l.ReleaseAsync(FeatureHost.Slug, It.IsAny<PartnerId>(), Period, It.IsAny<string>(), default))
            .Callback(
                (ProgramSlug _, PartnerId partner, Period _, string _, CancellationToken _) => Released.Add(partner)
            )
            .Returns(Task.CompletedTask);
        var releases = new PayoutReleases(ledger.Object, Cycles, Host.Clock);
        var unpaid = new UnpaidPayouts(Cycles, SkippedPartners, releases);
        return new WritePaymentFiles(
            Host.Get<IPrograms>(),
            Cycles,
            new ApprovedPayments(partners.Object, releases, unpaid),
            unpaid,
            new PayoutRails(new FileRail(), []),
            Settings,
            Files,
            Host.Get<IAuditLog>(),
            new IdSource(Host.Clock),
            Host.Clock
        ).RunAsync(new CycleKey(FeatureHost.Slug, Period), default);
    }

    public Task<StoredCycle> CycleAsync() => Cycles.RequireAsync(FeatureHost.Slug, Period, default);

    public async Task<byte[]> ReadAsync(CycleFile file) =>
        [
            .. await Files
                .ReadAsync(await CycleAsync(), file, default)
                .SelectMany(part => part.ToAsyncEnumerable())
                .ToListAsync(),
        ];

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private void Add(string partner, long amount, string currency, PayoutDetails given)
    {
        var id = PartnerId.Parse(partner);
        details[id] = given;
        payouts.Add(
            new StoredPayout
            {
                Id = StoredPayout.IdOf(id, Period),
                Partner = id,
                Name = "Agency",
                Method = given.Method,
                Account = AccountOf(given),
                Amount = amount,
                Currency = currency,
                Lines = [new PayoutLine(CommissionId.Parse($"com_{amount:D32}"), "Share", amount)],
            }
        );
    }

    private static string AccountOf(PayoutDetails given) => string.Join('/', given.Fields.Values);

    private static Partner Partner(PartnerId id, PayoutDetails given) =>
        new()
        {
            Id = id,
            Program = FeatureHost.Slug,
            Name = "Contact",
            Email = "contact@partner.example.org",
            Company = "Partner",
            Country = "US",
            Status = PartnerStatus.Active,
            Group = "default",
            Code = "p1",
            Coupons = [],
            Tax = new PartnerTax(null, "verified"),
            Payout = new PartnerPayout(given.Method, null),
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
