using AffiliateFunctions.Audit;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.HeldCommissions;

namespace AffiliateFunctions.Tests.Governance;

public sealed class ProgramSettingsTests
{
    public static TheoryData<string> Settings => [.. typeof(PutProgram.Body).GetProperties().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Settings))]
    public void Every_setting_that_differs_gives_a_change(string name)
    {
        var body = PutProgram.SettingsOf(HeldHost.Program);
        var property = typeof(PutProgram.Body).GetProperty(name)!;
        property.SetValue(body, OtherThan(property.GetValue(body), property.PropertyType));

        var changed = body.Apply(HeldHost.Program);

        Assert.NotNull(AuditChange.Between(PutProgram.SettingsOf(HeldHost.Program), PutProgram.SettingsOf(changed)));
    }

    private static object OtherThan(object? value, Type type) =>
        type == typeof(string) ? $"{value}x"
        : type == typeof(IReadOnlyList<string>) ? new List<string> { "via" }
        : type == typeof(bool) || type == typeof(bool?) ? value is not true
        : type == typeof(ScreensBody) ? new ScreensBody(OwnDomain: "allow")
        : throw new NotSupportedException($"Give another value of {type}.");
}
