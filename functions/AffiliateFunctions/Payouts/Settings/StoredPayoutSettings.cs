namespace AffiliateFunctions.Payouts.Settings;

/// <summary>
/// All versions of a program's payout settings. Cycles refer to a version, so none is changed or removed.
/// </summary>
/// <param name="Versions">The versions, the oldest first.</param>
public sealed record StoredPayoutSettings(IReadOnlyList<PayoutSettingsVersion> Versions)
{
    /// <summary>The version in force, or null.</summary>
    public PayoutSettingsVersion? InForce =>
        Versions.LastOrDefault(version => version.Status == PayoutSettingsStatus.InForce);

    /// <summary>The version that waits for a decision, or null.</summary>
    public PayoutSettingsVersion? Pending =>
        Versions.LastOrDefault(version => version.Status == PayoutSettingsStatus.Pending);

    /// <summary>The settings with another version that waits for a decision, in place of an earlier one.</summary>
    public StoredPayoutSettings With(PayoutSettingsVersion pending) =>
        new([
            .. Versions.Select(version =>
                version.Status == PayoutSettingsStatus.Pending
                    ? version with
                    {
                        Status = PayoutSettingsStatus.Replaced,
                    }
                    : version
            ),
            pending,
        ]);

    /// <summary>The settings with other encrypted values; the same instance if none has changed.</summary>
    public StoredPayoutSettings Reseal(Func<PayoutSettingsVersion, byte[]> reseal)
    {
        var versions = Versions.Select(version => version with { Sealed = reseal(version) }).ToList();
        return versions.Zip(Versions).All(pair => ReferenceEquals(pair.First.Sealed, pair.Second.Sealed))
            ? this
            : new StoredPayoutSettings(versions);
    }

    /// <summary>
    /// The settings after the decision on a version; the same instance if the version does not wait for one.
    /// </summary>
    public StoredPayoutSettings Decide(int number, bool isApproved, string actor, DateTimeOffset decidedAt)
    {
        if (Pending?.Version != number)
        {
            return this;
        }

        return new StoredPayoutSettings([
            .. Versions.Select(version =>
                version.Version == number
                    ? version with
                    {
                        Status = isApproved ? PayoutSettingsStatus.InForce : PayoutSettingsStatus.Rejected,
                        DecidedBy = actor,
                        DecidedAt = decidedAt,
                    }
                : isApproved && version.Status == PayoutSettingsStatus.InForce
                    ? version with
                    {
                        Status = PayoutSettingsStatus.Superseded,
                    }
                : version
            ),
        ]);
    }
}

/// <summary>One version of a program's payout settings.</summary>
public sealed record PayoutSettingsVersion
{
    /// <summary>The number, from 1.</summary>
    public required int Version { get; init; }

    /// <summary>The status.</summary>
    public required PayoutSettingsStatus Status { get; init; }

    /// <summary>The encrypted settings.</summary>
    public required byte[] Sealed { get; init; }

    /// <summary>The settings as people may see them.</summary>
    public required PayoutSettings Masked { get; init; }

    /// <summary>What the version changes in the settings that were in force when it was prepared.</summary>
    public required IReadOnlyList<string> Changes { get; init; }

    /// <summary>The e-mail address of the person who prepared the version.</summary>
    public required string PreparedBy { get; init; }

    /// <summary>When the version was prepared.</summary>
    public required DateTimeOffset PreparedAt { get; init; }

    /// <summary>Who decided, or null.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When the version was decided, or null.</summary>
    public DateTimeOffset? DecidedAt { get; init; }
}

/// <summary>The status of a version of payout settings.</summary>
public enum PayoutSettingsStatus
{
    /// <summary>A second person is asked to decide.</summary>
    Pending,

    /// <summary>In force: cycles that start use the version.</summary>
    InForce,

    /// <summary>The version was in force, until another one was approved.</summary>
    Superseded,

    /// <summary>A person rejected the version, or nobody decided in time.</summary>
    Rejected,

    /// <summary>Another version was prepared before the version was decided.</summary>
    Replaced,
}
