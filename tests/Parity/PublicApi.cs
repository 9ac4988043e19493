using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AffiliateFunctions.Parity;

/// <summary>The public API of an assembly, one type or member a line, in the form of the listings of the real packages.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat Line = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Omitted,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeExtensionThis
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeMemberKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>Lists the API of an assembly.</summary>
    /// <param name="path">The assembly's file.</param>
    /// <returns>The lines, in ordinal order.</returns>
    public static IReadOnlyList<string> Of(string path)
    {
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var reference = MetadataReference.CreateFromFile(path);
        var compilation = CSharpCompilation.Create(
            "Listing",
            references: platform.Where(file => file != path).Select(file => MetadataReference.CreateFromFile(file)).Append(reference));
        return Of((IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!);
    }

    /// <summary>Lists the API of an assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <returns>The lines, in ordinal order.</returns>
    public static IReadOnlyList<string> Of(IAssemblySymbol assembly) =>
        [.. TypesIn(assembly.GlobalNamespace).SelectMany(type => MembersOf(type).Prepend(LineOf(type))).Order(StringComparer.Ordinal)];

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol container) => container.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .SelectMany(member => member switch
        {
            INamedTypeSymbol type when IsSeen(type) => TypesIn(type).Prepend(type),
            INamespaceSymbol inner => TypesIn(inner),
            _ => [],
        });

    private static IEnumerable<string> MembersOf(INamedTypeSymbol type) => type.GetMembers()
        .Where(member => member is not INamedTypeSymbol && IsSeen(member) && !IsAccessor(member))
        .Select(member => $"  {member.ToDisplayString(Line)}");

    private static string LineOf(INamedTypeSymbol type)
    {
        var modifiers = string.Concat(
            type.IsStatic ? "static " : "",
            type is { IsAbstract: true, IsStatic: false, TypeKind: TypeKind.Class } ? "abstract " : "",
            type is { IsSealed: true, IsStatic: false, TypeKind: TypeKind.Class } ? "sealed " : "",
            type.IsRecord ? "record " : "");
        var bases = type.Interfaces.Where(IsSeen).ToList();
        if (type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: not SpecialType.System_Object } parent })
        {
            bases.Insert(0, parent);
        }

        var named = bases.Count == 0 ? "" : $" : {string.Join(", ", bases.Select(one => one.ToDisplayString(Line)))}";
        return $"{modifiers}{type.ToDisplayString(Line)}{named}";
    }

    private static bool IsSeen(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    private static bool IsAccessor(ISymbol symbol) => symbol is IMethodSymbol
    {
        MethodKind: MethodKind.PropertyGet or MethodKind.PropertySet or MethodKind.EventAdd or MethodKind.EventRemove,
    };
}
